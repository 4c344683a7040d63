using System.Text;
using Lockstep.Files;

namespace Lockstep.Exec.Packages;

/// <summary>Which packages of Debian, or of a distribution made from it, files belong to, as dpkg's own lists have it.</summary>
internal static class DebianPackages
{
    private const string Status = "/var/lib/dpkg/status";
    private const string Lists = "/var/lib/dpkg/info";

    /// <param name="paths">Files or folders, absolute.</param>
    /// <returns>By path: the package's name and version, <c>name=version</c>, as apt-get takes it. Empty where there is no dpkg.</returns>
    public static Dictionary<string, string> Owning(IEnumerable<string> paths)
    {
        var owned = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            var memory = new OwnerMemory(Status);
            var asked = new List<string>();
            foreach (var path in paths)
            {
                if (!path.StartsWith("/usr/", StringComparison.Ordinal) || path.StartsWith("/usr/local/", StringComparison.Ordinal))
                {
                    continue;
                }

                if (memory.Of(path) is not { } owner)
                {
                    asked.Add(path);
                }
                else if (owner.Length > 0)
                {
                    owned[path] = owner;
                }
            }

            if (asked.Count > 0 && Presence.IsFolder(Lists))
            {
                var found = Look(asked);
                memory.Add(found);
                foreach (var path in asked)
                {
                    if (found[path].Length > 0)
                    {
                        owned[path] = found[path];
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LockstepException)
        {
            owned.Clear(); // half of it would be taken for all
        }

        return owned;
    }

    /// <returns>The owner of each, empty for none.</returns>
    private static Dictionary<string, string> Look(List<string> paths)
    {
        var owned = new Dictionary<string, string>(StringComparer.Ordinal);
        Find(Wanted(paths), owned);
        AddVersions(owned);
        foreach (var path in paths)
        {
            owned.TryAdd(path, "");
        }

        return owned;
    }

    /// <summary>By the name that a list may have: before the folders below / became links, they were listed without /usr.</summary>
    private static Dictionary<string, string> Wanted(List<string> paths)
    {
        var wanted = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            wanted[path] = path;
            wanted[path["/usr".Length..]] = path;
        }

        return wanted;
    }

    private static void Find(Dictionary<string, string> wanted, Dictionary<string, string> owned)
    {
        var byName = wanted.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var list in Directory.GetFiles(Lists, "*.list"))
        {
            var text = Encoding.UTF8.GetString(File.ReadAllBytes(list)).AsSpan();
            while (!text.IsEmpty)
            {
                var end = text.IndexOf('\n');
                if (byName.TryGetValue(end < 0 ? text : text[..end], out var path))
                {
                    owned[path] = Path.GetFileNameWithoutExtension(list).Split(':')[0];
                }

                text = end < 0 ? [] : text[(end + 1)..];
            }
        }
    }

    private static void AddVersions(Dictionary<string, string> owned)
    {
        var names = new HashSet<string>(owned.Values, StringComparer.Ordinal);
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        string? package = null;
        foreach (var line in File.ReadLines(Status))
        {
            if (line.StartsWith("Package: ", StringComparison.Ordinal))
            {
                package = line["Package: ".Length..];
            }
            else if (package is not null && line.StartsWith("Version: ", StringComparison.Ordinal) && names.Contains(package))
            {
                versions.TryAdd(package, line["Version: ".Length..]);
            }
        }

        foreach (var path in new List<string>(owned.Keys))
        {
            if (versions.TryGetValue(owned[path], out var version))
            {
                owned[path] += "=" + version;
            }
            else
            {
                owned.Remove(path);
            }
        }
    }
}
