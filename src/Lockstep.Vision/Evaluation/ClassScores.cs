using Lockstep.Vision.Losses;

namespace Lockstep.Vision.Evaluation;

/// <summary>A model's numbers as scores from 0 to 1: softmax, or, after a loss that takes each class against the rest, a sigmoid of each.</summary>
/// <remarks>In double precision and then rounded, in one fixed order, so the same whatever the libraries' threads.</remarks>
internal static class ClassScores
{
    /// <param name="loss">As the recipe's <c>loss.name</c>.</param>
    public static string KindFor(string loss) => LossCatalog.Of(loss).Scores;

    /// <param name="logits">A number a class.</param>
    /// <param name="kind"><c>softmax</c> or <c>sigmoid</c>.</param>
    public static float[] Of(ReadOnlySpan<float> logits, string kind)
    {
        var scores = new float[logits.Length];
        if (kind == "sigmoid")
        {
            for (var index = 0; index < scores.Length; index++)
            {
                scores[index] = (float)(1 / (1 + Math.Exp(-(double)logits[index])));
            }

            return scores;
        }

        var most = double.NegativeInfinity;
        foreach (var logit in logits)
        {
            most = Math.Max(most, logit);
        }

        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit - most);
        }

        for (var index = 0; index < scores.Length; index++)
        {
            scores[index] = (float)(Math.Exp(logits[index] - most) / sum);
        }

        return scores;
    }
}
