using System.Globalization;

namespace Lockstep.Ledgers.Commands;

/// <summary>Which of the losses of a step differ, to the bit.</summary>
internal static class LossDifference
{
    public static DifferentPart? Between(in StepBody a, in StepBody b)
    {
        if (a.Losses.SequenceEqual(b.Losses))
        {
            return null;
        }

        var (left, right) = (a.Losses.Length / StepBody.LossBytes, b.Losses.Length / StepBody.LossBytes);
        if (left != right)
        {
            return new DifferentPart(Phase.Forward, $"{Counted.Of(left, "loss", "losses")} before the step in A, {right} in B");
        }

        var place = a.Losses.CommonPrefixLength(b.Losses) / StepBody.LossBytes;
        var (lossOfA, lossOfB) = (StepBody.Number(a.Losses, place * StepBody.LossBytes), StepBody.Number(b.Losses, place * StepBody.LossBytes));
        var which = left == 1 ? "loss" : string.Create(CultureInfo.InvariantCulture, $"loss {place + 1} of {left}");
        return new DifferentPart(
            Phase.Forward,
            BitConverter.DoubleToInt64Bits(lossOfA) == BitConverter.DoubleToInt64Bits(lossOfB)
                ? $"{which}, {Text(lossOfA)} in both, of other bits"
                : $"{which} {Text(lossOfA)} and {Text(lossOfB)}");
    }

    /// <summary>No more digits than it takes: most losses are 32-bit numbers.</summary>
    private static string Text(double loss) =>
        ((double)(float)loss).Equals(loss) ? ((float)loss).ToString("R", CultureInfo.InvariantCulture) : loss.ToString("R", CultureInfo.InvariantCulture);
}
