namespace Lockstep.Randomness;

/// <summary>Splits samples into training and validation: a pure function of the classes, the share and the seed.</summary>
internal static class SeededSplit
{
    /// <summary>The stream's sample word where classes play no part.</summary>
    private const uint AllClasses = uint.MaxValue;

    /// <summary>Tells for each sample whether it validates.</summary>
    /// <param name="classOfSample">In the samples' order.</param>
    /// <param name="val">The share that validates, between 0 and 1.</param>
    /// <param name="stratify">Whether each class is split on its own, so that both sides have it in the same proportion.</param>
    /// <remarks>
    /// Of n samples n × val, rounded half up, validate, but at least 1 and at most n - 1; of a single one none does.
    /// They are the first of the samples shuffled by the stream (seed, Split, 0, class).
    /// </remarks>
    public static bool[] IsValidation(IReadOnlyList<int> classOfSample, double val, ulong seed, bool stratify)
    {
        var isValidation = new bool[classOfSample.Count];
        foreach (var group in Enumerable.Range(0, classOfSample.Count).GroupBy(index => stratify ? (uint)classOfSample[index] : AllClasses))
        {
            int[] shuffled = [.. group];
            new RandomStream(seed, RandomPurpose.Split, epoch: 0, group.Key).Shuffle(shuffled.AsSpan());
            var count = shuffled.Length < 2 ? 0 : Math.Clamp((int)Math.Floor((shuffled.Length * val) + 0.5), 1, shuffled.Length - 1);
            foreach (var index in shuffled.Take(count))
            {
                isValidation[index] = true;
            }
        }

        return isValidation;
    }
}
