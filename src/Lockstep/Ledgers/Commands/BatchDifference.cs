using System.Globalization;

namespace Lockstep.Ledgers.Commands;

/// <summary>In what the batches that a step was made of differ.</summary>
/// <param name="Order">Other samples, where both ledgers know them.</param>
/// <param name="Content">Other numbers, or another count of batches.</param>
internal sealed record BatchDifference(DifferentPart? Order, DifferentPart? Content)
{
    private const int MostNamed = 1;

    public static BatchDifference Between(in StepBody a, in StepBody b)
    {
        if (a.Batches.SequenceEqual(b.Batches) && a.BatchCount == b.BatchCount)
        {
            return new BatchDifference(null, null);
        }

        DifferentPart? order = null, content = null;
        var left = a.Batches;
        var right = b.Batches;
        for (var number = 1; ; number++)
        {
            var hasA = StepBody.NextBatch(ref left, out var loaderOfA, out var digestOfA, out var idsOfA);
            var hasB = StepBody.NextBatch(ref right, out var loaderOfB, out var digestOfB, out var idsOfB);
            if (!hasA || !hasB)
            {
                break;
            }

            var which = Which(number, a.BatchCount, loaderOfA);
            if (loaderOfA != loaderOfB)
            {
                order ??= new DifferentPart(Phase.Order, string.Create(CultureInfo.InvariantCulture, $"{which} in A, of loader {loaderOfB} in B"));
            }
            else if (!idsOfA.IsEmpty && !idsOfB.IsEmpty && !idsOfA.SequenceEqual(idsOfB))
            {
                order ??= new DifferentPart(Phase.Order, $"{Samples(StepBody.Ids(idsOfA), StepBody.Ids(idsOfB))} in {which}");
            }

            if (digestOfA != digestOfB)
            {
                var samples =
                    idsOfA.IsEmpty || idsOfB.IsEmpty ? "whose samples are not known"
                    : idsOfA.SequenceEqual(idsOfB) ? "of the same samples"
                    : "of other samples";
                content ??= new DifferentPart(Phase.Augment, $"the numbers of {which}, {samples}");
            }
        }

        if (a.BatchCount != b.BatchCount)
        {
            content ??= new DifferentPart(Phase.Augment, $"{Counted.Of(a.BatchCount, "batch", "batches")} taken before the step in A, {b.BatchCount} in B");
        }

        return new BatchDifference(order, content);
    }

    private static string Which(int number, int count, int loader) => count == 1
        ? string.Create(CultureInfo.InvariantCulture, $"the batch of loader {loader}")
        : string.Create(CultureInfo.InvariantCulture, $"batch {number} of {count}, of loader {loader},").TrimEnd(',');

    private static string Samples(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        var (first, differing) = (-1, 0);
        for (var place = 0; place < Math.Max(a.Length, b.Length); place++)
        {
            if (place >= a.Length || place >= b.Length || a[place] != b[place])
            {
                first = first < 0 ? place : first;
                differing++;
            }
        }

        var more = differing > MostNamed ? $" and {differing - MostNamed} more of {a.Length}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"place {first} has {Sample(a, first)} in A, {Sample(b, first)} in B{more},").TrimEnd(',');
    }

    private static string Sample(ReadOnlySpan<long> ids, int place) =>
        place < ids.Length ? string.Create(CultureInfo.InvariantCulture, $"sample {ids[place]}") : "nothing";
}
