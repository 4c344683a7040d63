namespace Lockstep.Exec.Processes;

/// <summary>What the guard is to start.</summary>
internal sealed record GuardOrder
{
    /// <summary>The program's file; absolute.</summary>
    public required string Program { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required string Folder { get; init; }

    /// <summary>All that it gets, in this order.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Descriptors of this process that the command gets as 0, 1 and 2; below zero for <see cref="Terminal"/>.</summary>
    public required int Input { get; init; }

    public required int Output { get; init; }

    public required int Errors { get; init; }

    /// <summary>The path of the terminal that becomes the command's; null for none.</summary>
    public string? Terminal { get; init; }

    /// <summary>This process's own terminal, and its settings to be given back where this process is killed; below zero for none.</summary>
    public int OwnTerminal { get; init; } = -1;

    public byte[] OwnTerminalSettings { get; init; } = [];

    public bool FixedAddresses { get; init; }

    /// <summary>The filter of system calls, each instruction as the kernel takes it, for the descriptor by which its listener is sent; null for none.</summary>
    public Func<int, IReadOnlyList<ulong>>? Filter { get; init; }

    /// <summary>Whether the command is not to run without the filter.</summary>
    public bool NeedsFilter { get; init; }
}
