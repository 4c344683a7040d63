using System.Text.Json.Nodes;
using Lockstep.Text;

namespace Lockstep.Exec.Python;

/// <summary>What the injected module is told.</summary>
internal sealed record InjectionSettings
{
    /// <summary>The member for <see cref="RecordsOpened"/>.</summary>
    public const string OpensKey = "opens";

    public required ulong Seed { get; init; }

    public InjectionMode Mode { get; init; }

    public LedgerDepth Ledger { get; init; } = LedgerDepth.Standard;

    /// <summary>Where the command runs; absolute. Places in the script are named from there.</summary>
    public required string Folder { get; init; }

    /// <summary>The number of threads that the recipe fixes; null leaves it as the command would have it.</summary>
    public int? Threads { get; init; }

    /// <summary>The number of threads of the run that is repeated, where this machine would give another; gives way to any that is given.</summary>
    public int? ThreadsBefore { get; init; }

    /// <summary>Whether Python itself reports the files that it opens: where the kernel doesn't let the parent see them.</summary>
    public bool RecordsOpened { get; init; }

    /// <summary>After how many steps of its optimizers a script is ended; 0 for not at all.</summary>
    public int EndsAfterSteps { get; init; }

    /// <summary>After how many passes over its data, likewise.</summary>
    public int EndsAfterEpochs { get; init; }

    /// <summary>The file that <c>LOCKSTEP_EXEC</c> names.</summary>
    public string ToJson(string streams) => new JsonObject
    {
        ["version"] = 1,
        ["seed"] = Seed,
        ["mode"] = EnumWord.Of(Mode),
        ["ledger"] = EnumWord.Of(Ledger),
        ["streams"] = streams,
        ["folder"] = Folder,
        [OpensKey] = RecordsOpened,
        ["end_steps"] = EndsAfterSteps,
        ["end_epochs"] = EndsAfterEpochs,
    }.ToJsonString();
}
