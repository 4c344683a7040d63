namespace Lockstep.Schema;

/// <summary>What something can change, for a person.</summary>
public static class EffectWords
{
    private static readonly (Effects Effects, string Words)[] Words =
    [
        (Effects.Everything, "everything"),
        (Effects.Arithmetic, "all that is computed"),
        (Effects.Computing, "what the network computes"),
        (Effects.Initialization, "the first weights"),
        (Effects.Order, "which samples come when"),
        (Effects.Decode, "decoded pixels"),
        (Effects.Augment, "what the network sees"),
        (Effects.Targets, "labels"),
        (Effects.Forward, "the network's answers and the loss"),
        (Effects.Backward, "gradients"),
        (Effects.Update, "how the weights move"),
        (Effects.RandomState, "random draws"),
        (Effects.Length, "the number of steps"),
        (Effects.Evaluation, "what is measured"),
    ];

    /// <returns><c>nothing</c> where it acts nowhere.</returns>
    public static string Of(Effects effects)
    {
        var said = new List<string>();
        foreach (var (some, words) in Words)
        {
            if (effects != Effects.None && (effects & some) == some)
            {
                said.Add(words);
                effects &= ~some;
            }
        }

        return said.Count switch
        {
            0 => "nothing",
            1 => said[0],
            _ => $"{string.Join(", ", said.Take(said.Count - 1))} and {said[^1]}",
        };
    }
}
