using Lockstep.Runs;

namespace Lockstep.Cli.Display;

/// <summary>What became of a recipe's invariants, a line each.</summary>
internal static class InvariantLines
{
    public static IEnumerable<string> Of(IReadOnlyList<InvariantFinding>? invariants) => (invariants ?? []).Select(invariant => invariant.Holds switch
    {
        true => $"invariant  {invariant.Text}: holds",
        false => $"invariant  BROKEN: {invariant.Text}",
        null => $"invariant  {invariant.Text}",
    });
}
