using Lockstep.Files;

namespace Lockstep.Exec;

/// <summary>What a package of Python's says of its own files: the <c>RECORD</c> that pip, uv and conda leave in its folder of facts.</summary>
internal static class PackageFiles
{
    private const long MostBytes = 64 << 20;

    /// <summary>
    /// SHA-256 of the lines of <c>RECORD</c> that have a digest, in ordinal order: without the installer's own notes, and without scripts beyond the
    /// packages' folder, whose first line names this machine's Python.
    /// </summary>
    /// <param name="info">The package's <c>.dist-info</c>; null where none was found.</param>
    /// <returns>Null where there is no such list, as in packages of a distribution of Linux.</returns>
    public static string? DigestOf(string? info)
    {
        var path = Path.Combine(info ?? "", "RECORD");
        try
        {
            return info is null || !Presence.IsFile(path) || new FileInfo(path).Length > MostBytes ? null : Of(RegularFile.ReadLines(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Of(IEnumerable<string> lines)
    {
        string[] listed = [.. lines.Select(line => line.TrimEnd('\r')).Where(IsOfThePackage).Order(StringComparer.Ordinal)];
        return listed.Length == 0 ? null : Sha256.Of(string.Concat(listed.Select(line => line + "\n")));
    }

    private static bool IsOfThePackage(string line) =>
        line.Contains(",sha256=", StringComparison.Ordinal)
        && !line.StartsWith("../", StringComparison.Ordinal)
        && !line.Contains(".dist-info/", StringComparison.Ordinal)
        && !line.Contains("__pycache__/", StringComparison.Ordinal);
}
