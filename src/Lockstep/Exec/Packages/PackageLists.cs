using System.Text;
using Lockstep.Exec.Processes.Opened;
using Lockstep.Exec.Streams;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Exec.Packages;

/// <summary>The lists that a command's environment can be made anew from, each as the program that reads it takes it.</summary>
internal static class PackageLists
{
    /// <summary>Writes those that there is something for into the run's folder.</summary>
    /// <param name="libraries">Native ones, absolute.</param>
    /// <param name="folder">The working folder.</param>
    /// <param name="root">The repository's, or the working folder: up to there a lock file is the project's.</param>
    public static void Write(
        RunFolder run, StreamSummary streams, IEnumerable<string> libraries, IReadOnlyList<ExecutedProgram> programs, string folder, string root)
    {
        var python = streams.Processes.FirstOrDefault(process => process.Python is not null);
        var packages = python is null ? [] : NeededPackages.Of(streams.Modules);
        var owners = DebianPackages.Owning(PathsOf(libraries, programs, packages));
        if (owners.Count > 0)
        {
            AtomicFile.WriteAllText(run.SystemPackagesPath, AptList(owners.Values));
        }

        if (python?.Python is { } version)
        {
            AtomicFile.WriteAllText(run.RequirementsPath, RequirementsText.Write(version, packages, LockedHashes.Around(folder, root), owners));
        }

        if (CondaPackages.ListOf(python?.Prefix) is { } conda)
        {
            AtomicFile.WriteAllText(run.CondaPackagesPath, conda);
        }
    }

    private static HashSet<string> PathsOf(IEnumerable<string> libraries, IReadOnlyList<ExecutedProgram> programs, List<UsedPackage> packages)
    {
        var paths = new HashSet<string>(libraries, StringComparer.Ordinal);
        foreach (var program in programs)
        {
            paths.Add(RealPath.Of(program.Path));
        }

        foreach (var package in packages)
        {
            if ((package.Info ?? package.Path) is { } path)
            {
                paths.Add(path);
            }
        }

        return paths;
    }

    private static string AptList(IEnumerable<string> packages)
    {
        var text = new StringBuilder("# Packages of the distribution with a file that the run used, for: apt-get install $(grep -v '^#' apt.txt)\n");
        foreach (var package in new SortedSet<string>(packages, StringComparer.Ordinal))
        {
            text.Append(package).Append('\n');
        }

        return text.ToString();
    }
}
