namespace Lockstep.Ledgers;

/// <summary>In what two records of one step differ.</summary>
/// <param name="Phases">In their order; empty where nothing that both hold differs.</param>
/// <param name="Samples">Concerned by the first of them.</param>
/// <param name="Layer">The first that the first of them reached.</param>
internal sealed record StepDifference(Phase[] Phases, IReadOnlyList<DivergentSample> Samples, string? Layer)
{
    /// <summary>
    /// Whether what differs changed no batch, loss, gradient or weight: a pixel that resizing loses, a learning rate that moves the weights alike.
    /// </summary>
    public bool IsLost { get; private init; }

    /// <param name="layers">The layers that both records speak of; empty where they don't speak of the same.</param>
    /// <param name="digestAlike">Whether both digested tensors in the same way; else those digests say nothing.</param>
    public static StepDifference Between(StepRecord a, StepRecord b, IReadOnlyList<string> layers, bool digestAlike = true)
    {
        if (!digestAlike)
        {
            (a, b) = (WithoutTensors(a), WithoutTensors(b));
        }

        var activation = layers.Count == 0 ? -1 : FirstUnequal(a.Activations, b.Activations);
        // Gradients come from the end of the network.
        var gradient = layers.Count == 0 ? -1 : LastUnequal(a.LayerGradients, b.LayerGradients);
        DivergentSample[] order = Differing(a, b, a.Ids, b.Ids);
        var sameOrder = order.Length == 0 && a.Epoch == b.Epoch;
        DivergentSample[] decode = sameOrder ? Differing(a, b, a.Decoded, b.Decoded) : [];
        DivergentSample[] augment = sameOrder ? Differing(a, b, a.Augmented, b.Augmented) : [];
        var sameBatch = digestAlike && a.Images == b.Images && a.Targets == b.Targets;
        Phase[] phases = Phases();
        if (IsEffective(phases))
        {
            // Places where what differs is lost are no part of what does not get lost.
            if (sameBatch)
            {
                (order, decode, augment, sameOrder) = ([], [], [], true);
            }
            else if (decode.Where(place => augment.Any(other => other.Place == place.Place)).ToArray() is { } kept
                && kept.Length < decode.Length && augment.Length > 0)
            {
                decode = kept;
            }

            phases = [.. Phases()
                .Where(phase => phase != Phase.Update || !digestAlike || a.Weights is null || b.Weights is null || Differ(a.Weights, b.Weights))];
        }

        Phase[] Phases() =>
        [
            .. Where(a.Step == 0 && Differ(a.Weights, b.Weights), Phase.Initialization),
            .. Where(!sameOrder, Phase.Order),
            .. Where(decode.Length > 0, Phase.Decode),
            .. Where(augment.Length > 0 || (sameOrder && a.Images != b.Images), Phase.Augment),
            .. Where(sameOrder && a.Targets != b.Targets, Phase.Targets),
            .. Where(activation >= 0 || BitConverter.SingleToInt32Bits(a.Loss) != BitConverter.SingleToInt32Bits(b.Loss), Phase.Forward),
            .. Where(gradient >= 0 || Differ(a.Gradients, b.Gradients), Phase.Backward),
            .. Where(RatesDiffer(a, b) || (a.Step != 0 && Differ(a.Weights, b.Weights)), Phase.Update),
            .. Where(a.Random != b.Random, Phase.RandomState),
        ];
        bool IsEffective(Phase[] found) => found.Any(phase => phase switch
        {
            Phase.Order or Phase.Decode or Phase.Augment => !sameBatch,
            Phase.Update => !digestAlike || Differ(a.Weights, b.Weights),
            _ => true,
        });
        return phases.Length == 0
            ? new StepDifference([], [], null)
            : new StepDifference(
                phases,
                phases[0] switch { Phase.Order => order, Phase.Decode => decode, Phase.Augment => augment, _ => [] },
                phases[0] switch { Phase.Forward when activation >= 0 => layers[activation], Phase.Backward when gradient >= 0 => layers[gradient], _ => null })
            {
                IsLost = !IsEffective(phases),
            };
    }

    private static bool RatesDiffer(StepRecord a, StepRecord b) =>
        BitConverter.DoubleToInt64Bits(a.LearningRate) != BitConverter.DoubleToInt64Bits(b.LearningRate);

    /// <summary>In what the states after one step differ, of which at least one record holds nothing else.</summary>
    public static StepDifference OfStates(StepRecord a, StepRecord b, bool digestAlike) => new(
        digestAlike ? [.. Where(Differ(a.Weights, b.Weights), Phase.Update), .. Where(a.Random != b.Random, Phase.RandomState)] : [], [], null);

    /// <summary>Where tensors are digested otherwise, the devices are others, and so are the generators whose state is recorded.</summary>
    private static StepRecord WithoutTensors(StepRecord record) => record with { Images = 0, Targets = 0, Gradients = null, Weights = null, Random = 0 };

    /// <summary>Both were taken, and they differ.</summary>
    private static bool Differ(UInt128? a, UInt128? b) => a is { } left && b is { } right && left != right;

    private static Phase[] Where(bool differs, Phase phase) => differs ? [phase] : [];

    private static DivergentSample[] Differing<T>(StepRecord a, StepRecord b, IReadOnlyList<T> left, IReadOnlyList<T> right)
        where T : struct, IEquatable<T> =>
    [
        .. Enumerable.Range(0, Math.Max(left.Count, right.Count))
            .Where(place => place >= left.Count || place >= right.Count || !left[place].Equals(right[place]))
            .Select(place => new DivergentSample(place, place < a.Ids.Count ? a.Ids[place] : null, place < b.Ids.Count ? b.Ids[place] : null)),
    ];

    private static int FirstUnequal(IReadOnlyList<UInt128> a, IReadOnlyList<UInt128> b) =>
        Enumerable.Range(0, a.Count).FirstOrDefault(layer => a[layer] != b[layer], -1);

    private static int LastUnequal(IReadOnlyList<UInt128> a, IReadOnlyList<UInt128> b) =>
        Enumerable.Range(0, a.Count).LastOrDefault(layer => a[layer] != b[layer], -1);
}
