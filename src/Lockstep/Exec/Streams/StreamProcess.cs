namespace Lockstep.Exec.Streams;

/// <summary>A process that wrote a stream.</summary>
/// <param name="Label">Names it in messages and in the ledger, alike in every repetition: <c>train.py</c>, <c>train.py rank 1</c>, <c>train.py &gt;
/// spawn 2</c>. No two are alike.</param>
/// <param name="Script">The label without the rank: what all ranks of one script have in common.</param>
/// <param name="File">Of its stream, without folder.</param>
internal sealed record StreamProcess(string Label, string Script, string File)
{
    public long Pid { get; init; }

    /// <summary>Label of the process that started or forked it, where that wrote a stream too.</summary>
    public string? Parent { get; init; }

    /// <summary>As the process saw them: secrets are still in it.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The version.</summary>
    public string? Python { get; init; }

    public string? Executable { get; init; }

    public string? Prefix { get; init; }

    /// <summary><c>script</c>, <c>module</c>, <c>string</c>, <c>fork</c>, <c>spawn</c> or <c>other</c>.</summary>
    public string Start { get; init; } = "other";

    /// <summary>Path of the script, or the module's name.</summary>
    public string? Name { get; init; }

    public int? Rank { get; init; }

    public int? World { get; init; }

    /// <summary>Of all its optimizers, those of step 0 not counted.</summary>
    public long Steps { get; init; }

    /// <summary>Whether its Python ended in the usual way; children of multiprocessing and whoever calls <c>os._exit</c> or is killed don't.</summary>
    public bool HasExited { get; init; }

    /// <summary>Null where it didn't say.</summary>
    public long? ExitCode { get; init; }
}
