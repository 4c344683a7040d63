namespace Lockstep.Files;

/// <summary>What this process was given at its start, in bytes: the runtime reads it as UTF-8, and what is none as other characters.</summary>
public static class GivenWords
{
    /// <summary>The program and its arguments; empty where the kernel doesn't tell.</summary>
    public static IReadOnlyList<byte[]> Arguments => In("/proc/self/cmdline");

    /// <summary>Each variable as <c>name=value</c>; empty where the kernel doesn't tell.</summary>
    public static IReadOnlyList<byte[]> Environment => In("/proc/self/environ");

    private static List<byte[]> In(string path)
    {
        var words = new List<byte[]>();
        try
        {
            for (var rest = File.ReadAllBytes(path).AsSpan(); rest.Length > 0;)
            {
                var end = rest.IndexOf((byte)0);
                words.Add(rest[..(end < 0 ? rest.Length : end)].ToArray());
                rest = end < 0 ? [] : rest[(end + 1)..];
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // As where /proc is not there.
        }

        return words;
    }
}
