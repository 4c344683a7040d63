using System.Globalization;
using System.Text;

namespace Lockstep.Exec.Processes;

/// <summary>Processes as /proc shows them at one moment.</summary>
internal static class ProcessTree
{
    /// <summary>All that descend from a process, without itself; those that have ended and wait to be reaped are left out.</summary>
    public static IReadOnlyList<int> Below(int ancestor)
    {
        var children = All().Where(process => !process.IsDead).ToLookup(process => process.Parent, process => process.Id);
        var found = new List<int>(children[ancestor]);
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(children[found[i]]);
        }

        return found;
    }

    /// <summary>Whether a process has no children, neither living nor dead.</summary>
    public static bool HasNone(int parent)
    {
        try
        {
            return File.ReadAllText($"/proc/{parent}/task/{parent}/children").Length == 0;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The kernel was built without that file.
            return Below(parent).Count == 0;
        }
    }

    public static IEnumerable<ProcessStatus> All()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && ProcessStatus.Of(id) is { } status
            )
            {
                yield return status;
            }
        }
    }

    /// <summary>The command line; empty where the process is gone.</summary>
    public static IReadOnlyList<string> ArgumentsOf(int process)
    {
        try
        {
            var bytes = File.ReadAllBytes($"/proc/{process}/cmdline");
            return bytes.Length == 0 ? [] : Encoding.UTF8.GetString(bytes.AsSpan(0, bytes[^1] == 0 ? bytes.Length - 1 : bytes.Length)).Split('\0');
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Bytes of memory that a process has in RAM; 0 where it is gone.</summary>
    public static long MemoryOf(int process)
    {
        try
        {
            var pages = File.ReadAllText($"/proc/{process}/statm").Split(' ');
            return long.Parse(pages[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return 0;
        }
    }
}
