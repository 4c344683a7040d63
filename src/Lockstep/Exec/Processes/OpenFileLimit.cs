using System.Globalization;

namespace Lockstep.Exec.Processes;

/// <summary>
/// How many files a process may have open. .NET raises its own number to the most allowed, which a command is not to inherit: some go through all
/// numbers.
/// </summary>
internal static class OpenFileLimit
{
    /// <returns>The number that this process's parent has, as it had this one before .NET came, and the most; zeros where that is not known, or is not
    /// less.</returns>
    public static (nint Now, nint Most) Inherited()
    {
        try
        {
            var (now, most) = Of("self");
            var parent = File.ReadAllText("/proc/self/stat");
            var before = Of(parent[(parent.LastIndexOf(')') + 4)..].Split(' ')[0]);
            return before.Now < now && before.Most == most ? (before.Now, most) : (0, 0);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException or OverflowException or ArgumentException)
        {
            return (0, 0);
        }
    }

    private static (nint Now, nint Most) Of(string process)
    {
        // Max open files            1024                 1048576              files
        var line = File.ReadLines($"/proc/{process}/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var numbers = line[14..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (nint.Parse(numbers[0], CultureInfo.InvariantCulture), nint.Parse(numbers[1], CultureInfo.InvariantCulture));
    }
}
