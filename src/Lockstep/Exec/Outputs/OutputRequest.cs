namespace Lockstep.Exec.Outputs;

/// <summary>Which files of a command are its outputs.</summary>
/// <param name="Folder">The working folder, absolute.</param>
internal sealed record OutputRequest(string Folder)
{
    /// <summary>What <c>--out</c> said; empty for the files that were written below the working folder.</summary>
    public IReadOnlyList<OutputRule> Rules { get; init; } = [];

    /// <summary>Keys of contents to leave out (<c>--ignore</c>).</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>What was there before the command began. Without it all files below the folder count as written, where no rule is given.</summary>
    public OutputScan? Before { get; init; }

    /// <summary>
    /// The files that the process tree is known to have opened for writing, absolute; null where that isn't known, and what changed on the disk is taken.
    /// </summary>
    public IReadOnlyCollection<string>? Written { get; init; }

    /// <summary>The symbolic links that it is known to have made, likewise.</summary>
    public IReadOnlyCollection<string>? Links { get; init; }

    /// <summary>The folder of all that belongs to the command, such as its repository, absolute; null for the working folder.</summary>
    public string? Root { get; init; }

    /// <summary>Folders that hold no outputs, absolute: the run folder, the folder of runs, sealed snapshots.</summary>
    public IReadOnlyCollection<string> Excluded { get; init; } = [];

    /// <summary>The name of this machine, which may stand in names of files.</summary>
    public string Host { get; init; } = Environment.MachineName;

    /// <summary>The numbers of the command's processes, which may stand there, too.</summary>
    public IReadOnlySet<int> Processes { get; init; } = new HashSet<int>();

    /// <summary>Files larger than this are hashed and not kept; null keeps all.</summary>
    public long? LargestKept { get; init; }
}
