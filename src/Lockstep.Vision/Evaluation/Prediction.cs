using Lockstep.Samples;


namespace Lockstep.Vision.Evaluation;

/// <summary>What a model says of one image. Of many classes it holds the first scores only: those of all would grow with images times classes.</summary>
public sealed record Prediction
{
    /// <summary>Scores that aren't numbers are no class: such a prediction is wrong, whatever the true class.</summary>
    public const int None = -1;

    /// <param name="scores">Of each class, 0 to 1, by the class's number; see <see cref="ClassScores"/>.</param>
    /// <param name="predicted">The class that the model gives the most to; of equals the first. <see cref="None"/> where a score is no number.</param>
    public Prediction(Sample sample, float[] scores, int predicted)
    {
        Sample = sample;
        Predicted = predicted;
        Confidence = predicted == None ? float.NaN : scores[predicted];
        Rank = RankOf(scores);
        Top = [.. Best(scores, predicted, ClassificationReport.Several)];
        Scores = scores.Length <= PredictionTable.MostColumns ? scores : [];
    }

    /// <summary>What was predicted, with its true class.</summary>
    public Sample Sample { get; }

    internal int Predicted { get; }

    /// <summary>The predicted class's score.</summary>
    public float Confidence { get; }

    /// <summary>How many classes come before the true one: 0 where the prediction is right, more than there are where there is none.</summary>
    public int Rank { get; }

    /// <summary>The first classes by their scores, the most first, so the predicted one.</summary>
    public IReadOnlyList<(int Class, float Score)> Top { get; }

    /// <summary>By the class's number; empty where there are more classes than <see cref="PredictionTable.MostColumns"/>.</summary>
    public IReadOnlyList<float> Scores { get; }

    internal bool IsCorrect => Predicted == Sample.Class;

    /// <param name="most">The number of the greatest score.</param>
    public static Prediction Of(Sample sample, float[] scores, int most) => new(sample, scores, ClassOf(scores, most));

    /// <summary>The class with the greatest score, or <see cref="None"/>.</summary>
    public static int ClassOf(float[] scores, int most) => Array.Exists(scores, float.IsNaN) ? None : most;

    /// <summary>The classes that have the greatest scores, the predicted one first; of equals the one with the smaller number.</summary>
    public static IReadOnlyList<(int Class, float Score)> Best(float[] scores, int predicted, int count)
    {
        var worstFirst = new PriorityQueue<int, (bool IsPredicted, float Score, int Place)>();
        for (var index = 0; index < scores.Length; index++)
        {
            var order = (index == predicted, scores[index], -index);
            if (worstFirst.Count < count)
            {
                worstFirst.Enqueue(index, order);
            }
            else
            {
                worstFirst.EnqueueDequeue(index, order);
            }
        }

        var best = new (int Class, float Score)[worstFirst.Count];
        for (var place = best.Length - 1; place >= 0; place--)
        {
            var index = worstFirst.Dequeue();
            best[place] = (index, scores[index]);
        }

        return best;
    }

    /// <summary>The predicted class's name.</summary>
    public string NameIn(IReadOnlyList<string> classes) => Predicted == None ? "no class" : classes[Predicted];

    private int RankOf(float[] scores)
    {
        if (IsCorrect || Predicted == None)
        {
            return IsCorrect ? 0 : int.MaxValue;
        }

        var (own, rank) = (scores[Sample.Class], 1);
        for (var index = 0; index < scores.Length; index++)
        {
            var isBefore = scores[index] > own || (scores[index] == own && index < Sample.Class);
            rank += isBefore && index != Predicted ? 1 : 0;
        }

        return rank;
    }
}
