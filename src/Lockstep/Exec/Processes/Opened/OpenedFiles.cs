namespace Lockstep.Exec.Processes.Opened;

/// <summary>What a command's processes opened, as the kernel told of it.</summary>
internal sealed record OpenedFiles
{
    /// <summary>
    /// Files that were opened for reading or writing, renamed to or from, by path; without devices, /proc and /sys, and without what was not there.
    /// </summary>
    public required IReadOnlyList<OpenedFile> Files { get; init; }

    /// <summary>Where names led by which files were written, when they were: links on the way are resolved. Only those that differ from the names.</summary>
    public IReadOnlyCollection<string> Places { get; init; } = [];

    /// <summary>All names and places at which something was written.</summary>
    public IReadOnlyCollection<string> Written => [.. Files.Where(file => file.Written).Select(file => file.Path), .. Places];

    /// <summary>Symbolic links that were made, or given another name: absolute.</summary>
    public IReadOnlyCollection<string> Links { get; init; } = [];

    /// <summary>Programs that were executed, in the order in which each was first seen.</summary>
    public required IReadOnlyList<ExecutedProgram> Programs { get; init; }

    /// <summary>Addresses that were connected to or sent to, in the order in which each was first seen.</summary>
    public required IReadOnlyList<ContactedAddress> Addresses { get; init; }

    /// <summary>How many files were opened, one opened twice counted twice.</summary>
    public long Opens { get; init; }

    /// <summary>What was not seen, in whole sentences.</summary>
    public IReadOnlyList<string> Unseen { get; init; } = [];
}
