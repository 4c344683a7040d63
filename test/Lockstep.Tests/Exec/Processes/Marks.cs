using System.Text;

namespace Lockstep.Tests.Exec.Processes;

/// <summary>Finds processes of a test by a number in their command lines.</summary>
internal static class Marks
{
    /// <summary>A number that no other test has: it is made of its folder's name.</summary>
    public static string New(string folder) => string.Concat(Encoding.UTF8.GetBytes(Path.GetFileName(folder)).TakeLast(6).Select(letter => $"{letter:d3}"));

    /// <summary>The command lines of the living processes that have it.</summary>
    public static IReadOnlyList<string> Of(string mark)
    {
        var found = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                var line = File.ReadAllText($"{folder}/cmdline").Replace('\0', ' ');
                if (line.Contains(mark, StringComparison.Ordinal))
                {
                    found.Add($"{Path.GetFileName(folder)}: {line}");
                }
            }
            catch (IOException)
            {
                // It is gone.
            }
        }

        return found;
    }
}
