using Lockstep.Text;

namespace Lockstep.Locks;

/// <summary>A rerun or a resumption was refused: a recorded lock can't be met here.</summary>
public sealed class LocksNotMetException : LockstepException
{
    private const int MostNamed = 20;

    /// <param name="advice">How what was recorded is brought back, in lines; empty for nothing to say.</param>
    private LocksNotMetException(string opening, IReadOnlyList<LockDifference> differences, string advice, string nextStep)
        : base($"{opening}:\n{string.Concat(Lines(differences))}{advice}{nextStep}")
    {
    }

    /// <summary>A rerun that is refused before it begins.</summary>
    /// <param name="maker">The command that makes a run of this kind.</param>
    public static LocksNotMetException OfRerun(
        string run, IReadOnlyList<LockDifference> differences, string advice, string? madeBy, string maker = "lockstep train") =>
        new($"'{run}' can't be rerun as it was", differences, advice, ReadOtherwise(differences, madeBy) ?? NextStep(differences, maker));

    /// <summary>A stopped run that is not resumed.</summary>
    public static LocksNotMetException OfResumption(string run, IReadOnlyList<LockDifference> differences, string advice, string? madeBy) =>
        new($"'{run}' can't be resumed as it began", differences, advice, ReadOtherwise(differences, madeBy)
            ?? "Bring it back to what was recorded, or resume it where it is so: half a run under other locks would have a result that nobody can get again.");

    private static IEnumerable<string> Lines(IReadOnlyList<LockDifference> differences) =>
        LockDifference.Folded(differences).GroupBy(difference => difference.Shown.Box).SelectMany(LinesOf);

    private static IEnumerable<string> LinesOf(IEnumerable<(LockDifference Shown, string Others)> ofBox)
    {
        var all = ofBox.ToArray();
        return all.Length <= MostNamed ? all.Select(Line)
            : all.Take(MostNamed).Select(Line).Append($"  … and {Counted.Of(all.Length - MostNamed, "more difference")} of {all[0].Shown.Box}\n");
    }

    /// <summary>What the machine does to a result isn't plain from what differs, as it is of code and data.</summary>
    private static string Line((LockDifference Shown, string Others) difference) => $"  {difference.Shown}{difference.Others}"
        + (difference.Shown is { Box: Box.Environment, CanChange: { } words } ? $"; it can change {words}\n" : "\n");

    /// <summary>What to do where the data set's files are the recorded ones and its samples are not; null where that isn't so, or not all.</summary>
    private static string? ReadOtherwise(IReadOnlyList<LockDifference> differences, string? madeBy) =>
        differences.All(difference => difference.Box == Box.Data && difference.Key.StartsWith("samples", StringComparison.Ordinal))
            ? "The data set's files are the recorded ones, and this Lockstep reads the folder otherwise: there is nothing to bring back. "
                + $"Use the version that made the run{(madeBy is null ? "" : $", {madeBy}")}, or train anew with 'lockstep train'."
            : null;

    private static string NextStep(IReadOnlyList<LockDifference> differences, string maker)
    {
        var boxes = differences.Select(difference => difference.Box).Distinct().ToArray();
        return boxes.All(box => box is Box.Code or Box.Environment)
            ? "Bring it back to what was recorded, or rerun it all the same, on record, with --allow "
                + $"{string.Join(',', boxes.Select(EnumWord.Of))}."
            : $"Bring it back to what was recorded; another run than the recorded one is made with '{maker}'.";
    }
}
