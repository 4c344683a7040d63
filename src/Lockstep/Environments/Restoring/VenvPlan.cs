using Lockstep.Exec.Packages;
using Lockstep.Exec.Python;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Environments.Restoring;

/// <summary>How the Python environment of a command's run would be made anew; nothing is done yet.</summary>
/// <param name="Run">That it is of.</param>
/// <param name="Folder">Of the new environment, absolute.</param>
/// <param name="Python">That makes it.</param>
/// <param name="Version">Of Python, as it was recorded.</param>
/// <param name="Text">The list of requirements, as the run has it.</param>
/// <param name="List">The same, read.</param>
/// <param name="Digests">Of the packages' lists of files, by normal name.</param>
/// <param name="Sources">pip's own switches of where it takes packages from.</param>
/// <param name="IsTrusted">Whether lines that say more than a version are given to pip too, and code of packages may run while they are built.</param>
/// <param name="MayDiffer">Whether it is kept where it turns out to be another environment than the recorded one.</param>
public sealed record VenvPlan(
    RunFolder Run,
    string Folder,
    PythonInterpreter Python,
    string Version,
    string Text,
    RequirementsFile List,
    IReadOnlyDictionary<string, string> Digests,
    IReadOnlyList<string> Sources,
    bool IsTrusted,
    bool MayDiffer)
{
    /// <summary>What is shown of the call of pip.</summary>
    public IReadOnlyList<string> Commands =>
    [
        string.Join(' ', VenvArguments.Prepend(Python.Program).Select(ShellWord.Of)),
        .. List.Packages.Count + List.Others.Count == 0 ? (string[])[]
            : [string.Join(' ', PipArguments(List.IsHashed).Prepend(Program).Append("-r").Append("requirements.txt").Select(ShellWord.Of))],
    ];

    /// <summary>The Python that the recorded command names by a path, so that PATH has no say; null where it has.</summary>
    public string? ProgramByPath => RecipeReader.ResolveCommand(Run.RecipePath, RegularFile.ReadAllBytes(Run.RecipePath), [], Environment.ProcessorCount)
        .Recipe.Command is [var first, ..] && first.Contains('/', StringComparison.Ordinal) && PythonProgram.IsName(first) ? first : null;

    /// <summary>The Python of the new environment.</summary>
    public string Program => Path.Combine(Folder, "bin", "python");

    internal string[] VenvArguments => [.. (string[])["-I", "-m", "venv"], .. List.FromSystem.Count > 0 ? ["--system-site-packages"] : (string[])[], Folder];

    /// <exception cref="LockstepException">The run has nothing that an environment could be made from, or no Python of its version is here.</exception>
    /// <exception cref="UsageException">Its list says more than versions, and is not trusted; the folder is taken.</exception>
    public static VenvPlan Of(RunFolder run, string folder, VenvWishes wishes, CancellationToken cancellation)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var recorded = PythonOf(run);
        var version = recorded.PythonVersion ?? throw new LockstepException(
            $"{run.Name}: no Python ran in it, or none that the start-up module reached, so it has no environment of Python's to bring back.");
        if (run.ReadPackages(run.CondaPackagesPath) is not null)
        {
            var list = Path.Combine(run.Bundle is null ? ShownPath.Of(run.FullPath) : "RUN", "locks", "conda.txt");
            throw new LockstepException($"{run.Name} ran in a conda environment, which venv can't make. Look at its explicit list, and make it with: "
                + $"conda create --prefix {ShellWord.Of(ShownPath.Of(folder))} --file {ShellWord.Of(list)}");
        }

        var text = run.ReadPackages(run.RequirementsPath) ?? throw new LockstepException(
            $"{run.Name} has no locks/requirements.txt: the Lockstep that made it ({run.ReadRecord().LockstepVersion ?? "version unknown"}) wrote none. "
            + $"What it used of Python {version}: {Shown(recorded)}. Run it anew with 'lockstep exec' for a list that can be restored.");
        var requirements = RequirementsFile.Parse(text);
        RefuseOthers(run, requirements, wishes.IsTrusted);
        VenvFolder.RefuseTaken(folder);
        return new VenvPlan(
            run, folder, PythonInterpreter.Find(version, wishes.Python, wishes.MayDiffer, cancellation), version, text, requirements,
            PythonName.ByNormal(recorded.PythonDigests), wishes.Sources, wishes.IsTrusted, wishes.MayDiffer);
    }

    internal string[] PipArguments(bool isHashed) =>
    [
        "-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--no-deps",
        .. IsTrusted ? (string[])[] : ["--only-binary", ":all:"], .. isHashed ? ["--require-hashes"] : (string[])[], .. Sources,
    ];

    private static RecordedSoftware PythonOf(RunFolder run)
    {
        var record = run.ReadRecord();
        if (record.Kind != RunKind.Command)
        {
            throw new UsageException($"{run.Name} was trained by Lockstep itself: its environment is Lockstep with its packages, and no Python's. "
                + $"Expected a run of 'lockstep exec'. 'lockstep env dockerfile {run.Reference} -o DIR' describes how to build it.");
        }

        if (record.Status == RunStatus.Running)
        {
            throw new LockstepException($"{run.Name} is {record.StatusWord}: which packages it uses is known when its command has ended.");
        }

        return new RecordedSoftware(run.ReadLocks().Environment);
    }

    private static string Shown(RecordedSoftware recorded) => recorded.PythonPackages.Count == 0
        ? "no packages"
        : string.Join(", ", recorded.PythonPackages.Select(package => $"{PlainText.OnOneLine(package.Key)} {PlainText.OnOneLine(package.Value)}"));

    private static void RefuseOthers(RunFolder run, RequirementsFile list, bool isTrusted)
    {
        if (list.Others.Count > 0 && !isTrusted)
        {
            throw new UsageException($"{run.Bundle ?? run.Name}: locks/requirements.txt says more than names, versions and hashes:\n"
                + string.Concat(list.Others.Select(other => $"  line {other.Line}: {other.Text}: {other.Reason}\n"))
                + "Nothing was done. Look at it, and give it to pip as it is with --trust.");
        }
    }
}

/// <summary>What the user says of an environment to be made.</summary>
/// <param name="Python">A program; null to look for one.</param>
/// <param name="Sources">pip's own switches of where it takes packages from.</param>
/// <param name="IsTrusted">Whether what a list says beside versions is done, and packages may be built.</param>
/// <param name="MayDiffer">Whether the Environment box is allowed to differ.</param>
public sealed record VenvWishes(string? Python, IReadOnlyList<string> Sources, bool IsTrusted, bool MayDiffer);
