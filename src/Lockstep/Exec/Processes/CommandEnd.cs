using Lockstep.Exec.Processes.Opened;

namespace Lockstep.Exec.Processes;

/// <summary>How a command ended, and what was seen of it. No process of it is left.</summary>
internal sealed record CommandEnd
{
    public required CommandOutcome Outcome { get; init; }

    /// <summary>Its exit code, or the number of the signal that ended it; otherwise 0.</summary>
    public int Code { get; init; }

    /// <summary>The signal's name, such as SIGKILL; null where none ended it.</summary>
    public string? Signal { get; init; }

    /// <summary>What a shell would give as its exit code: 128 and the signal, 126 not executable, 127 not found; 125 where it was lost.</summary>
    public int ExitCode => Outcome switch
    {
        CommandOutcome.Exited => Code,
        CommandOutcome.Signaled => 128 + Code,
        CommandOutcome.NotExecutable => 126,
        CommandOutcome.NotFound => 127,
        _ => 125,
    };

    /// <summary>The program's file, once it was found; null where it was not.</summary>
    public string? Program { get; init; }

    /// <summary>The number of its process; null where none was started.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The numbers of its processes, as far as they were seen.</summary>
    public IReadOnlySet<int> Processes
    {
        get
        {
            var all = new HashSet<int>();
            foreach (var file in Opened?.Files ?? [])
            {
                all.Add(file.First.Id);
            }

            if (ProcessId is { } own)
            {
                all.Add(own);
            }

            return all;
        }
    }

    public TimeSpan Elapsed { get; init; }

    /// <summary>The first signal that this process got and passed on, such as SIGTERM, or SIGTERM where the run was cancelled; null where none came.</summary>
    public string? Interrupted { get; init; }

    public required KeptOutput Output { get; init; }

    public required CommandUsage Usage { get; init; }

    /// <summary>Which files, programs and addresses it opened; null where that could not be recorded, or was not to be.</summary>
    public OpenedFiles? Opened { get; init; }

    /// <summary>Why <see cref="Opened"/> is null though it was asked for; otherwise null.</summary>
    public string? NotRecorded { get; init; }

    /// <summary>Whether addresses of memory were the same as in each other run.</summary>
    public bool AddressesFixed { get; init; }

    /// <summary>Why they were not, though that was asked for; otherwise null.</summary>
    public string? AddressesNotFixed { get; init; }

    /// <summary>Processes that were still there when the command had ended and their time was over.</summary>
    public IReadOnlyList<LeftProcess> Outlived { get; init; } = [];

    /// <summary>What a person should be told, in whole sentences: not found and why, output not kept, processes ended, …</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}
