namespace Lockstep.Exec.Processes;

/// <summary>A command to be run, and where what it prints goes.</summary>
internal sealed record CommandStart
{
    /// <summary>The program and its arguments, as typed: the program is looked for as a shell would, on the command's own PATH.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The folder that it starts in; absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>How its environment differs from this process's; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Keeps what it prints, both streams in the order in which they came; made anew.</summary>
    public required string OutputFile { get; init; }

    /// <summary>How many bytes of what it prints are kept from the beginning; the last <see cref="KeptOutput.TailBytes"/> are kept as well.</summary>
    public long OutputLimit { get; init; } = 1L << 30;

    /// <summary>Gets what it prints on stdout, as it comes. With --json this is this process's stderr.</summary>
    public required Stream Output { get; init; }

    /// <summary>Gets what it prints on stderr. The same object as <see cref="Output"/> where both go to one place: their order is then kept exactly.</summary>
    public required Stream Errors { get; init; }

    /// <summary>Whether <see cref="Output"/> leads to a terminal: then its stdout is one, too.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether <see cref="Errors"/> leads to a terminal.</summary>
    public bool ErrorsAreTerminal { get; init; }

    /// <summary>This process's descriptor that it reads: taken over as it is, unless it is a terminal, whose keys are passed on.</summary>
    public int Input { get; init; }

    /// <summary>Whether addresses of memory are the same in each run, where the kernel allows it.</summary>
    public bool FixedAddresses { get; init; } = true;

    /// <summary>Whether the files that it opens, the programs it starts and the addresses it connects to are recorded.</summary>
    public bool RecordsOpened { get; init; } = true;

    /// <summary>Called before the command begins, where <see cref="RecordsOpened"/> asks for what the system does not allow.</summary>
    public Action? WhenNotRecorded { get; init; }

    /// <summary>Whether connections beyond this machine are refused. Needs what <see cref="RecordsOpened"/> needs.</summary>
    public bool NoNetwork { get; init; }

    /// <summary>How long processes have to end once they were asked to, before they are killed.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long what the command started may go on after the command itself ended, before it is asked to end.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often memory, GPU and energy are looked at.</summary>
    public TimeSpan SampleInterval { get; init; } = TimeSpan.FromSeconds(1);
}
