using Lockstep.Exec.Parameters;
using Lockstep.Files;
using Lockstep.Syntax;

namespace Lockstep.Exec.Packages;

/// <summary>Digests of packages' archives as a project's own lock file has them: <c>uv.lock</c>, <c>pylock.toml</c>, <c>poetry.lock</c>.</summary>
internal static class LockedHashes
{
    private const long MostBytes = 16 << 20;
    private static readonly string[] Names = ["uv.lock", "pylock.toml", "poetry.lock"];

    /// <summary>Those nearest to the working folder, up to the root of its repository; of a version all archives, since each is one of the same.</summary>
    /// <returns>By normal name and version, <c>name==version</c>, in ordinal order.</returns>
    public static Dictionary<string, SortedSet<string>> Around(string folder, string root)
    {
        var found = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        var inside = root.TrimEnd('/') + "/";
        for (var at = folder; at is not null && (at + "/").StartsWith(inside, StringComparison.Ordinal); at = Path.GetDirectoryName(at))
        {
            var any = false;
            foreach (var name in Names)
            {
                var path = Path.Combine(at, name);
                if (Presence.IsFile(path) && new FileInfo(path).Length <= MostBytes)
                {
                    any = true;
                    Read(path, found);
                }
            }

            if (any)
            {
                break;
            }
        }

        return found;
    }

    private static void Read(string path, Dictionary<string, SortedSet<string>> found)
    {
        try
        {
            var source = SourceText.Of(path, RegularFile.ReadAllBytes(path));
            if (TomlReader.Read(source.Name, source.Text) is MappingNode file)
            {
                // pylock.toml calls the list 'packages', the other two 'package'.
                foreach (var package in Items(file, "package").Concat(Items(file, "packages")))
                {
                    Take(package, found);
                }
            }
        }
        catch (Exception exception) when (exception is SyntaxException or IOException or UnauthorizedAccessException or LockstepException)
        {
            // A lock that can't be read gives no digests; that it is one of the project's files is recorded as of any other.
        }
    }

    private static void Take(MappingNode package, Dictionary<string, SortedSet<string>> found)
    {
        if (Text(package, "name") is not { } name || Text(package, "version") is not { } version)
        {
            return;
        }

        var hashes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var archive in Items(package, "wheels").Concat(Items(package, "files")))
        {
            AddOf(archive, hashes);
        }

        if (package.Find("sdist")?.Value is MappingNode sdist)
        {
            AddOf(sdist, hashes);
        }

        if (package.Find("archive")?.Value is MappingNode only)
        {
            AddOf(only, hashes);
        }

        if (hashes.Count > 0)
        {
            found[$"{PythonName.Normal(name)}=={version}"] = hashes;
        }
    }

    /// <summary>uv and poetry write <c>hash = "sha256:…"</c>, pylock.toml <c>hashes = {sha256 = "…"}</c>.</summary>
    private static void AddOf(MappingNode archive, SortedSet<string> hashes)
    {
        var hash = Text(archive, "hash") is { } written && written.StartsWith("sha256:", StringComparison.Ordinal)
            ? written["sha256:".Length..]
            : archive.Find("hashes")?.Value is MappingNode several ? Text(several, "sha256") : null;
        if (RequirementHash.IsSha256(hash))
        {
            hashes.Add(hash!);
        }
    }

    private static IEnumerable<MappingNode> Items(MappingNode map, string key) => (map.Find(key)?.Value as ListNode)?.Items.OfType<MappingNode>() ?? [];

    private static string? Text(MappingNode map, string key) => (map.Find(key)?.Value as ScalarNode)?.Text;
}
