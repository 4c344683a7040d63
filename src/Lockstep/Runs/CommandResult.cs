using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Runs;

/// <summary>What the result ID of a run that was a command is made of, beside its final metrics.</summary>
/// <param name="Outputs">By the name that pairs them between runs: the digest of what is in the file.</param>
/// <param name="Weights">The last digest of weights in the ledger; null where there is none.</param>
/// <param name="ExitCode">Of the command.</param>
public sealed record CommandResult(IReadOnlyDictionary<string, string> Outputs, string? Weights, int ExitCode)
{
    /// <summary>The member of <c>command.json</c> that holds it.</summary>
    public const string Key = "result";

    /// <summary>Null where there is nothing that two runs could be compared by.</summary>
    public string? IdWith(IReadOnlyDictionary<string, double> metrics)
    {
        if (Outputs.Count == 0 && Weights is null && metrics.Count == 0)
        {
            return null;
        }

        var all = ToJson();
        all["metrics"] = JsonMembers.Of(metrics);
        return CanonicalJson.DigestOf(all);
    }

    /// <summary>As <c>command.json</c> holds it.</summary>
    public JsonObject ToJson() => new()
    {
        ["outputs"] = JsonMembers.Of(Outputs),
        ["weights"] = Weights,
        ["exitCode"] = ExitCode,
    };

    /// <summary>Of a run's folder; null where the command did not come to its end.</summary>
    /// <exception cref="LockstepException">The file is there and can't be read.</exception>
    public static CommandResult? Read(RunFolder run) => CommandRecord.Read(run, command =>
        command[Key] is JsonObject result && result["outputs"] is JsonObject outputs
            ? new CommandResult(
                outputs.ToDictionary(output => output.Key, output => output.Value?.GetValue<string>() ?? "", StringComparer.Ordinal),
                (string?)result["weights"],
                (int?)result["exitCode"] ?? 0)
            : null);
}
