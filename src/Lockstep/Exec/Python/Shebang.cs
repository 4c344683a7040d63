using System.Text;
using Lockstep.Files;

namespace Lockstep.Exec.Python;

/// <summary>The first line of a script, which names the program that runs it.</summary>
internal static class Shebang
{
    private const int MostBytes = 256; // the kernel reads no more

    /// <summary>The words that the kernel, and env after it, put before the script; null where the file has no such line.</summary>
    public static IReadOnlyList<string>? Read(string path)
    {
        var bytes = new byte[MostBytes];
        int count;
        try
        {
            using var file = RegularFile.OpenHandle(path);
            count = RandomAccess.Read(file, bytes, 0);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, count);
        if (!text.StartsWith("#!", StringComparison.Ordinal))
        {
            return null;
        }

        var line = text[2..].Split('\n')[0].Trim();
        var parts = line.Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length == 0 ? null : Path.GetFileName(parts[0]) == "env" ? OfEnv(parts) : parts;
    }

    /// <summary>The kernel gives env all of the line as one word: a program's name, or, after -S, words to be split.</summary>
    private static string[]? OfEnv(string[] parts)
    {
        if (parts.Length == 1)
        {
            return null;
        }

        var isSplit = parts[1].StartsWith("-S", StringComparison.Ordinal) || parts[1].StartsWith("--split-string", StringComparison.Ordinal);
        if (!isSplit)
        {
            return [parts[1]];
        }

        var words = parts[1][(parts[1].StartsWith("--", StringComparison.Ordinal) ? "--split-string".Length : 2)..].TrimStart('=');
        // Quotes and assignments are left alone: then nothing is rewritten, and the process that wasn't reached is reported.
        var split = words.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return split.Length == 0 || words.AsSpan().IndexOfAny("\"'\\$") >= 0 ? null : split;
    }
}
