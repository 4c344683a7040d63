using System.Text.Json.Nodes;
using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>What a run of a command told its user.</summary>
internal static class ToldOfRun
{
    /// <summary>In each sentence about something that was used and that no lock holds.</summary>
    public const string InNoLock = "in no lock";

    /// <summary>In sentences, as they were said; empty for a run that is no command's.</summary>
    /// <exception cref="LockstepException">The record can't be read.</exception>
    public static IReadOnlyList<string> Findings(RunFolder run) =>
        CommandRecord.Read(run, command => (command["findings"] as JsonArray ?? []).Select(text => (string?)text ?? "").ToArray()) ?? [];
}
