using System.Globalization;
using Lockstep.Files;

namespace Lockstep.Environments;

/// <summary>The native libraries in this process's memory, as the kernel lists them.</summary>
public static class LoadedLibraries
{
    private const string Maps = "/proc/self/maps";
    private const string Gone = " (deleted)";

    /// <returns>Absolute paths, in ordinal order; empty where the kernel doesn't tell.</returns>
    public static IReadOnlyList<string> Paths()
    {
        try
        {
            return PathsIn(File.ReadLines(Maps));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <param name="lines">As <c>/proc/PID/maps</c> has them: address, rights, offset, device, inode, path.</param>
    internal static IReadOnlyList<string> PathsIn(IEnumerable<string> lines)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var slash = line.IndexOf('/', StringComparison.Ordinal);
            if (slash > 0 && line.AsSpan(0, slash).Contains(" r-xp ", StringComparison.Ordinal)
                && line[slash..] is var path && IsLibrary(Path.GetFileName(path)) && !path.EndsWith(Gone, StringComparison.Ordinal))
            {
                found.Add(path);
            }
        }

        return [.. found];
    }

    /// <summary>Digest and place of each, by the name of its file; one that can't be read is left out.</summary>
    public static IReadOnlyDictionary<string, (string Digest, string Path)> Read(KnownDigests digests, CancellationToken cancellation)
    {
        var read = new SortedDictionary<string, (string Digest, string Path)>(StringComparer.Ordinal);
        foreach (var path in Paths())
        {
            if (digests.Of(path, cancellation) is { } digest)
            {
                // Two of one name are both loaded where a variable puts one before the other.
                var name = Path.GetFileName(path);
                for (var number = 2; read.ContainsKey(name); number++)
                {
                    name = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}#{number}");
                }

                read[name] = (digest, path);
            }
        }

        return read;
    }

    private static bool IsLibrary(string name) => name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal);
}
