using Lockstep.Samples;


namespace Lockstep.Vision.Evaluation;

/// <summary>What a model says of one image.</summary>
/// <param name="Scores">Of each class, 0 to 1, by the class's number; see <see cref="ClassScores"/>.</param>
/// <param name="Predicted">The class that the model gives the most to; of equals the first. <see cref="None"/> where a score is no number.</param>
public sealed record Prediction(Sample Sample, float[] Scores, int Predicted)
{
    /// <summary>Scores that aren't numbers are no class: such a prediction is wrong, whatever the true class.</summary>
    public const int None = -1;

    /// <param name="most">The number of the greatest score.</param>
    public static Prediction Of(Sample sample, float[] scores, int most) => new(sample, scores, Array.Exists(scores, float.IsNaN) ? None : most);

    /// <summary>The predicted class's name.</summary>
    public string NameIn(IReadOnlyList<string> classes) => Predicted == None ? "no class" : classes[Predicted];

    public float Confidence => Predicted == None ? float.NaN : Scores[Predicted];

    public bool IsCorrect => Predicted == Sample.Class;

    /// <summary>The classes that it gives the most to, the most first, so the predicted one.</summary>
    public IEnumerable<int> Top(int count) => Enumerable.Range(0, Scores.Length)
        .OrderByDescending(index => index == Predicted).ThenByDescending(index => Scores[index]).ThenBy(index => index)
        .Take(count);

    /// <summary>How many classes come before the true one: 0 where the prediction is right, more than there are where there is none.</summary>
    public int Rank
    {
        get
        {
            var (actual, own) = (Sample.Class, Scores[Sample.Class]);
            return IsCorrect ? 0 : Predicted == None ? int.MaxValue : 1 + Scores.Index().Count(score => score.Index != Predicted && score.Index != actual && (score.Item > own || (score.Item == own && score.Index < actual)));
        }
    }
}
