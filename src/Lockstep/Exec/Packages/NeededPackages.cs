using Lockstep.Exec.Streams;
using Lockstep.Files;

namespace Lockstep.Exec.Packages;

/// <summary>
/// The packages that were imported, and those beside them that these say they need: some ask at their start whether it is all installed.
/// What is needed for an extra only, and what isn't installed, is left out.
/// </summary>
internal static class NeededPackages
{
    private const long MostBytes = 1 << 20;
    private const string Needs = "Requires-Dist:";

    public static List<UsedPackage> Of(StreamModules modules)
    {
        var found = new Dictionary<string, UsedPackage>(StringComparer.Ordinal);
        var open = new Queue<UsedPackage>();
        var folders = new Dictionary<string, Dictionary<string, UsedPackage>>(StringComparer.Ordinal);
        foreach (var package in modules.Packages)
        {
            Take(new UsedPackage(package.Name, package.Version, package.Info, package.Path));
        }

        while (open.TryDequeue(out var next))
        {
            if (next.Info is { } info && Path.GetDirectoryName(info) is { } folder)
            {
                if (!folders.TryGetValue(folder, out var installed))
                {
                    folders[folder] = installed = InstalledIn(folder);
                }

                foreach (var name in NeededBy(info))
                {
                    if (installed.TryGetValue(name, out var needed))
                    {
                        Take(needed);
                    }
                }
            }
        }

        // By the names alone: what sorts pairs is compiled anew in every process.
        var names = new string[found.Count];
        found.Keys.CopyTo(names, 0);
        Array.Sort(names, StringComparer.Ordinal);
        return [.. Array.ConvertAll(names, name => found[name])];

        void Take(UsedPackage package)
        {
            if (found.TryAdd(PythonName.Normal(package.Name), package))
            {
                open.Enqueue(package);
            }
        }
    }

    private static Dictionary<string, UsedPackage> InstalledIn(string folder)
    {
        var installed = new Dictionary<string, UsedPackage>(StringComparer.Ordinal);
        try
        {
            foreach (var info in Directory.EnumerateDirectories(folder, "*.dist-info"))
            {
                if (Path.GetFileNameWithoutExtension(info).Split('-', 2) is [var name, var version])
                {
                    installed.TryAdd(PythonName.Normal(name), new UsedPackage(name, version, info, Path: null));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LockstepException)
        {
            // What can't be listed is needed by nothing that is known.
        }

        return installed;
    }

    private static IEnumerable<string> NeededBy(string info)
    {
        foreach (var line in HeaderOf(Path.Combine(info, "METADATA")))
        {
            if (line.StartsWith(Needs, StringComparison.Ordinal) && !line.Contains("extra ==", StringComparison.Ordinal)
                && !line.Contains("extra==", StringComparison.Ordinal))
            {
                var text = line[Needs.Length..].TrimStart();
                yield return PythonName.Normal(text[..PythonName.LengthIn(text)]);
            }
        }
    }

    private static List<string> HeaderOf(string path)
    {
        var lines = new List<string>();
        try
        {
            if (Presence.IsFile(path) && new FileInfo(path).Length <= MostBytes)
            {
                foreach (var line in RegularFile.ReadLines(path))
                {
                    if (line.Length == 0)
                    {
                        break;
                    }

                    lines.Add(line);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LockstepException)
        {
            // A package that doesn't say what it needs.
        }

        return lines;
    }
}
