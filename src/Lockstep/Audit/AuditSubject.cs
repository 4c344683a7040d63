using Lockstep.Audit.Projects;
using Lockstep.Audit.Python;
using Lockstep.Code;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Audit;

/// <summary>What an audit looks at, and what it was given for that. One for all checks: what several need is read once.</summary>
public sealed class AuditSubject
{
    private ProjectFiles? files;
    private PythonProject? python;
    private (GitState? State, bool IsRead) git;

    /// <summary>One kind.</summary>
    public required SubjectKinds Kind { get; init; }

    /// <summary>As the user named it, for messages.</summary>
    public required string Shown { get; init; }

    /// <summary>The folder that code and lists of packages are in, absolute: the project's, the recipe's, or that of the run's command.</summary>
    public required string Folder { get; init; }

    /// <summary>The recipe's file, absolute: the one that was given, or that of the run; null for a project.</summary>
    public string? RecipePath { get; init; }

    /// <summary>The files of code that the run's command read, from <see cref="Folder"/>: no others are looked at; null for all that are there.</summary>
    public IReadOnlyList<string>? CodeFiles { get; init; }

    /// <summary>Null for what is no run.</summary>
    public RunFolder? Run { get; init; }

    /// <summary>Of <c>--data</c>, absolute; empty where none was given, and a check takes the recipe's or the run's.</summary>
    public IReadOnlyList<string> DataFolders { get; init; } = [];

    /// <summary>Behind <c>--</c>; empty where none was given.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>
    /// Of <c>--group</c>: which images belong together, a pattern over their names or <c>FILE.csv:COLUMN</c>; null for words that are usual in names.
    /// </summary>
    public string? GroupBy { get; init; }

    /// <summary>Of <c>--pairs</c>: the page that pairs of nearly the same images are written to; absolute, null for none.</summary>
    public string? PairsPath { get; init; }

    /// <summary>How much may be done.</summary>
    public required AuditLevel Level { get; init; }

    /// <summary>The folder that holds the runs, absolute; it need not be there.</summary>
    public required string RunsPath { get; init; }

    /// <summary>The files of code and settings below <see cref="Folder"/>; of a run, the code that its command read, and what lies beside it.</summary>
    /// <exception cref="LockstepException">The folder is not here, or may not be looked into.</exception>
    internal ProjectFiles Files(CancellationToken cancellation) => files ??= !Presence.IsFolder(Folder)
        ? throw new LockstepException($"{Folder}, where the command of the run was run, is not on this machine")
        : ProjectFiles.Below(Folder, cancellation).OnlyCode(CodeFiles);

    /// <summary>What Python reads in the Python files among them; the first call runs Python, which imports and executes none of them.</summary>
    /// <exception cref="LockstepException">There is no Python that could.</exception>
    internal PythonProject Python(CancellationToken cancellation) => python ??= PythonReader.Read(Files(cancellation), cancellation);

    /// <summary>The repository around <see cref="Folder"/>, without runs and data; null where there is none.</summary>
    /// <exception cref="LockstepException">There is one, and it can't be read.</exception>
    internal async Task<GitState?> GitAsync(CancellationToken cancellation)
    {
        if (!git.IsRead)
        {
            git = (await GitRepository.ReadAsync(Folder, [RunsPath, .. DataFolders], cancellation).ConfigureAwait(false), true);
        }

        return git.State;
    }
}
