using Lockstep.Data;

namespace Lockstep.Vision.Evaluation;

/// <summary>What a model says of one image.</summary>
/// <param name="Scores">Of each class, 0 to 1, by the class's number; see <see cref="ClassScores"/>.</param>
/// <param name="Predicted">The class that the model gives the most to; of equals the first.</param>
public sealed record Prediction(Sample Sample, float[] Scores, int Predicted)
{
    public float Confidence => Scores[Predicted];

    public bool IsCorrect => Predicted == Sample.Class;

    /// <summary>The classes that it gives the most to, the most first, so the predicted one.</summary>
    public IEnumerable<int> Top(int count) => Enumerable.Range(0, Scores.Length)
        .OrderByDescending(index => index == Predicted).ThenByDescending(index => Scores[index]).ThenBy(index => index)
        .Take(count);

    /// <summary>How many classes come before the true one: 0 where the prediction is right.</summary>
    public int Rank
    {
        get
        {
            var (actual, own) = (Sample.Class, Scores[Sample.Class]);
            return IsCorrect ? 0 : 1 + Scores.Index().Count(score => score.Index != Predicted && score.Index != actual && (score.Item > own || (score.Item == own && score.Index < actual)));
        }
    }
}
