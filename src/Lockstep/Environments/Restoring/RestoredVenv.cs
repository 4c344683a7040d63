using System.Globalization;
using System.Text;
using Lockstep.Exec.Packages;
using Lockstep.Files;

namespace Lockstep.Environments.Restoring;

/// <summary>A Python environment that was made anew.</summary>
/// <param name="Packages">What it holds of the recorded packages.</param>
/// <param name="Proven">How many of them hold the very files that the run had, by digest.</param>
/// <param name="Differences">In sentences; only where they were allowed.</param>
public sealed record RestoredVenv(IReadOnlyList<PinnedPackage> Packages, int Proven, IReadOnlyList<string> Differences)
{
    private const int LinesKept = 12;
    private const long LeastSpace = 32 << 20;
    private const string Unasked = "setuptools";

    /// <summary>Makes it, whole or not at all.</summary>
    /// <param name="told">Gets each line that pip prints.</param>
    /// <exception cref="LockstepException">Python or pip failed, or what came is not what was recorded; nothing is left.</exception>
    public static RestoredVenv Make(VenvPlan plan, Action<string> told, CancellationToken cancellation)
    {
        using var folder = VenvFolder.Begin(plan.Folder);
        Run("python -m venv", plan.Python.Program, plan.VenvArguments, plan, told, cancellation);
        Install(plan, told, cancellation);
        var made = Checked(plan, cancellation);
        folder.Keep();
        return made;
    }

    private static void Install(VenvPlan plan, Action<string> told, CancellationToken cancellation)
    {
        var before = VenvPackage.AllOf(plan.Program, cancellation);
        PinnedPackage[] tools = [.. plan.List.WithVenv.Where(tool => before.GetValueOrDefault(tool.Name)?.Version != tool.Version)];
        if (plan.List.Others.Count > 0)
        {
            Pip(plan, plan.Text, isHashed: false, told, cancellation);
        }
        else
        {
            // Hashes of all or of none: so the packages that have one go first, by themselves.
            foreach (var group in plan.List.Packages.GroupBy(package => package.Hashes.Count > 0).OrderByDescending(group => group.Key))
            {
                Pip(plan, TextOf(group), group.Key, told, cancellation);
            }
        }

        if (tools.Length > 0)
        {
            Pip(plan, TextOf(tools), isHashed: false, told, cancellation);
        }

        // Python before 3.12 gives each environment setuptools, which is then loaded at every start. Where the run had none, it isn't there either.
        if (!plan.List.WithVenv.Concat(plan.List.Packages).Any(package => package.Name == Unasked) && before.ContainsKey(Unasked))
        {
            Run("pip", plan.Program, ["-I", "-m", "pip", "uninstall", "--yes", Unasked], plan, told, cancellation);
        }
    }

    private static string TextOf(IEnumerable<PinnedPackage> packages) => string.Concat(packages.Select(package =>
        $"{package}{string.Concat(package.Hashes.Select(hash => $" {RequirementHash.Option}{hash}"))}\n"));

    private static void Pip(VenvPlan plan, string requirements, bool isHashed, Action<string> told, CancellationToken cancellation)
    {
        var list = Path.Combine(plan.Folder, "lockstep-requirements.txt");
        File.WriteAllText(list, requirements, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Run("pip", plan.Program, [.. plan.PipArguments(isHashed), "-r", list], plan, told, cancellation);
        File.Delete(list);
    }

    private static void Run(string what, string program, IReadOnlyList<string> arguments, VenvPlan plan, Action<string> told, CancellationToken cancellation)
    {
        var last = new Queue<string>();
        var ended = ToolProcess.Run(program, arguments, line =>
        {
            lock (last)
            {
                told(line);
                last.Enqueue(line);
                if (last.Count > LinesKept)
                {
                    last.Dequeue();
                }
            }
        }, cancellation);
        if (ended is not (0, _))
        {
            var advice = last.Any(line => line.Contains("No matching distribution", StringComparison.Ordinal)
                || line.Contains("no matching distribution", StringComparison.OrdinalIgnoreCase))
                ? "\nGive a folder that has its wheel with --find-links DIR, or pip's own index with PIP_INDEX_URL; "
                    + "a package that has no wheel is built with --trust, which runs its code."
                : SpaceAdvice(plan.Folder);
            var code = ended?.ExitCode.ToString(CultureInfo.InvariantCulture) ?? "none";
            throw new LockstepException($"{what} failed with exit code {code}; "
                + $"{ShownPath.Of(plan.Folder)} is as it was. It said:\n{string.Join('\n', last.Select(line => "  " + line))}{advice}");
        }
    }

    /// <summary>venv itself doesn't say that the disk is full.</summary>
    private static string SpaceAdvice(string folder) => new DriveInfo(folder).AvailableFreeSpace is < LeastSpace and var free
        ? $"\nThere {(free == 1 ? "is" : "are")} {Counted.Of(free, "byte")} left on that disk, and an environment needs some 30 MB beside its packages."
        : "";

    private static RestoredVenv Checked(VenvPlan plan, CancellationToken cancellation)
    {
        var installed = VenvPackage.AllOf(plan.Program, cancellation);
        var differences = new List<string>();
        if (plan.Python.Version != plan.Version)
        {
            differences.Add($"Python is {plan.Python.Version}, and was {plan.Version}");
        }

        var proven = 0;
        PinnedPackage[] expected = [.. plan.List.Packages, .. plan.List.WithVenv, .. plan.List.FromSystem];
        foreach (var package in expected)
        {
            var found = installed.GetValueOrDefault(package.Name);
            if (found?.Version != package.Version)
            {
                var advice = plan.List.FromSystem.Contains(package) ? ": it comes with a package of the distribution, named in locks/apt.txt" : "";
                differences.Add($"{package.Name} is {found?.Version ?? "not there"}, and was {package.Version}{advice}");
            }
            else if (plan.Digests.TryGetValue(package.Name, out var digest))
            {
                var changed = found.Digest == digest ? found.ChangedFile(cancellation) : found.Info;
                proven += changed is null ? 1 : 0;
                if (changed is not null)
                {
                    differences.Add($"{package}: its files are not those that ran, though the version is the same ({Path.GetFileName(changed)}): "
                        + "another build of it, or one that was changed");
                }
            }
        }

        return differences.Count == 0 || plan.MayDiffer ? new RestoredVenv(expected, proven, differences) : throw new LockstepException(
            $"What was installed is not the environment of {plan.Run.Name}:\n{string.Concat(differences.Select(difference => $"  {difference}\n"))}"
            + $"{ShownPath.Of(plan.Folder)} is as it was. Take the packages from where the run had them (--find-links DIR), or keep it all the same with "
            + "--allow environment.");
    }
}
