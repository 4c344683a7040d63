namespace Lockstep.Ledgers.Commands;

/// <summary>Which of the tensors of an optimizer differ. A list that one ledger hasn't taken at this step is not compared.</summary>
internal sealed class TensorDifference(LedgerOptimizer optimizer, bool isStart)
{
    /// <summary>From the end of the network, where gradients come from.</summary>
    public DifferentPart? OfGradients(in StepBody a, in StepBody b)
    {
        if (Differing(a.Gradients, b.Gradients) is not { Count: > 0 } places)
        {
            return null;
        }

        var place = places[^1];
        var name = optimizer.NameOfParameter(place);
        var count = a.Gradients.Length / StepBody.DigestBytes;
        if (a.Gradients.Length != b.Gradients.Length)
        {
            return new DifferentPart(
                Phase.Backward,
                $"gradients of {Counted.Of(count, "parameter")} in A, of {b.Gradients.Length / StepBody.DigestBytes} in B");
        }

        var (left, right) = (StepBody.Digest(a.Gradients, place), StepBody.Digest(b.Gradients, place));
        return new DifferentPart(
            Phase.Backward,
            left == 0 || right == 0
                ? $"{name} has a gradient in {(left == 0 ? "B" : "A")} alone{AndMore(places.Count, count, "parameter")}"
                : $"gradient of {name}{AndMore(places.Count, count, "parameter")}");
    }

    /// <summary>From the beginning of the network; parameters before buffers.</summary>
    public DifferentPart? OfWeights(in StepBody a, in StepBody b)
    {
        var phase = isStart ? Phase.Initialization : Phase.Update;
        return Of(phase, a.Parameters, b.Parameters, "parameter", optimizer.NameOfParameter)
            ?? Of(phase, a.Buffers, b.Buffers, "buffer", optimizer.NameOfBuffer);
    }

    private static DifferentPart? Of(Phase phase, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, string kind, Func<int, string> nameOf)
    {
        if (Differing(a, b) is not { Count: > 0 } places)
        {
            return null;
        }

        var count = a.Length / StepBody.DigestBytes;
        return new DifferentPart(
            phase,
            a.Length != b.Length
                ? $"{Counted.Of(count, kind)} in A, {b.Length / StepBody.DigestBytes} in B"
                : $"{nameOf(places[0])}{AndMore(places.Count, count, kind)}");
    }

    private static string AndMore(int differing, int all, string kind) => differing == 1 ? "" : $", and {differing - 1} more of {Counted.Of(all, kind)}";

    private static List<int> Differing(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var places = new List<int>();
        if (a.IsEmpty || b.IsEmpty || a.SequenceEqual(b))
        {
            return places;
        }

        for (var place = 0; place < Math.Max(a.Length, b.Length) / StepBody.DigestBytes; place++)
        {
            if ((place + 1) * StepBody.DigestBytes > Math.Min(a.Length, b.Length) || StepBody.Digest(a, place) != StepBody.Digest(b, place))
            {
                places.Add(place);
            }
        }

        return places;
    }
}
