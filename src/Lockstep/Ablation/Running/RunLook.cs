using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Ablation.Running;

/// <summary>How far a planned run is.</summary>
public enum RunState
{
    /// <summary>Not there.</summary>
    Absent,

    /// <summary>It is finished, and need not be made.</summary>
    Finished,

    /// <summary>It was stopped, and can go on where it was.</summary>
    Stopped,

    /// <summary>It failed, or was stopped where it can't go on: it is made anew.</summary>
    Failed,

    /// <summary>Another process makes it now.</summary>
    Running,
}

/// <summary>A planned run as its folder says.</summary>
/// <param name="Record">Null where there is none that can be read.</param>
public sealed record RunLook(RunState State, RunFolder? Folder, RunRecord? Record)
{
    /// <param name="runs">The folder that holds the runs.</param>
    /// <exception cref="LockstepException">A run of that name is there, and is of another recipe.</exception>
    public static RunLook At(PlannedRun run, string runs, RecipeAdditions additions)
    {
        var path = Path.Combine(runs, run.Name);
        if (!RunFolder.IsOne(path))
        {
            return RunFolder.IsUnrecorded(path) ? new RunLook(RunState.Failed, RunFolder.Open(path), null)
                : Presence.IsAny(path) ? throw new LockstepException($"{ShownPath.Of(path)}: in the place of a run of the suite, and no run. Move it away.")
                : new RunLook(RunState.Absent, null, null);
        }

        var folder = RunFolder.Open(path);
        var record = folder.ReadRecord();
        if (RecipeOf(folder, record, additions) is { } recorded && !JsonNode.DeepEquals(recorded, run.ResultRelevant))
        {
            throw new LockstepException($"{ShownPath.Of(path)}: a run of another recipe: {Differing(recorded, run.ResultRelevant)} differs from the suite's. "
                + $"Give the suite another name, or take the run away with 'lockstep runs remove {folder.Reference}'.");
        }

        return new RunLook(
            record.Status switch
            {
                RunStatus.Finished => RunState.Finished,
                RunStatus.Running => RunState.Running,
                RunStatus.Interrupted when record.Kind == RunKind.Train && Presence.IsFile(folder.RecipePath) => RunState.Stopped,
                _ when record is { ResultId: not null, Kind: RunKind.Train } => RunState.Stopped, // only its artifacts are missing
                _ => RunState.Failed,
            },
            folder,
            record);
    }

    /// <returns>Null where it had not got so far as to write it.</returns>
    internal static JsonObject? RecipeOf(RunFolder folder, RunRecord record, RecipeAdditions additions)
    {
        if (!Presence.IsFile(folder.RecipePath))
        {
            return null;
        }

        var bytes = RegularFile.ReadAllBytes(folder.RecipePath);
        return record.Kind == RunKind.Command
            ? RecipeReader.ResolveCommand(folder.RecipePath, bytes, [], Environment.ProcessorCount).ResultRelevant
            : RecipeReader.Resolve(folder.RecipePath, bytes, [], Environment.ProcessorCount, additions).ResultRelevant;
    }

    private static string Differing(JsonObject recorded, JsonObject wanted)
    {
        foreach (var key in recorded.Select(item => item.Key).Union(wanted.Select(item => item.Key), StringComparer.Ordinal))
        {
            var (left, right) = (recorded[key], wanted[key]);
            if (!JsonNode.DeepEquals(left, right))
            {
                return left is JsonObject inside && right is JsonObject other ? $"{key}.{Differing(inside, other)}" : key;
            }
        }

        return "";
    }
}
