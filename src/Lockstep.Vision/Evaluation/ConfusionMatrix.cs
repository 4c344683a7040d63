using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Vision.Evaluation;

/// <summary>Counts of (true class, predicted class), and what follows from them.</summary>
public sealed class ConfusionMatrix(IReadOnlyList<string> classes)
{
    private readonly long[,] counts = new long[classes.Count, classes.Count];
    private readonly long[] none = new long[classes.Count]; // of the true class, and predicted to be of none

    public IReadOnlyList<string> Classes => classes;

    public long Total { get; private set; }

    public double Accuracy => Ratio(Enumerable.Range(0, classes.Count).Sum(index => counts[index, index]), Total);

    public long this[int actual, int predicted] => counts[actual, predicted];

    /// <param name="predicted">Or <see cref="Prediction.None"/>.</param>
    public void Add(int actual, int predicted)
    {
        (predicted == Prediction.None ? ref none[actual] : ref counts[actual, predicted])++;
        Total++;
    }

    /// <summary>The share of the samples predicted as the class that are of it; 0 where none was.</summary>
    public double Precision(int index) => Ratio(counts[index, index], Predicted(index));

    /// <summary>The share of the class's samples that were predicted as it; 0 where there are none.</summary>
    public double Recall(int index) => Ratio(counts[index, index], Support(index));

    /// <summary>How many are of the class.</summary>
    public long Support(int index) => none[index] + Enumerable.Range(0, classes.Count).Sum(predicted => counts[index, predicted]);

    /// <summary>How many were predicted to be of the class.</summary>
    public long Predicted(int index) => Enumerable.Range(0, classes.Count).Sum(actual => counts[actual, index]);

    /// <summary>Which true class was taken for which other one, the most frequent first; of equals the first.</summary>
    public IEnumerable<(int Actual, int Predicted)> Mistakes() => Indices
        .SelectMany(actual => Indices.Where(predicted => predicted != actual && counts[actual, predicted] > 0).Select(predicted => (Actual: actual, Predicted: predicted)))
        .OrderByDescending(pair => counts[pair.Actual, pair.Predicted]);

    /// <summary>Rows are the true classes, columns the predicted ones.</summary>
    public JsonArray CountsJson() => new([.. Indices.Select(actual => new JsonArray([.. Indices.Select(predicted => JsonValue.Create(counts[actual, predicted]))]))]);

    public JsonObject ToJson(int epoch) => new()
    {
        ["epoch"] = epoch,
        ["classes"] = new JsonArray([.. classes.Select(name => JsonValue.Create(name))]),
        ["counts"] = CountsJson(),
        ["accuracy"] = JsonNumber.Of(Accuracy),
        ["perClass"] = new JsonArray([.. Indices.Select(index => new JsonObject
        {
            ["class"] = classes[index],
            ["precision"] = JsonNumber.Of(Precision(index)),
            ["recall"] = JsonNumber.Of(Recall(index)),
            ["support"] = Support(index),
        })]),
    };

    /// <summary>A header of the predicted classes, then one line per true class (RFC 4180 quoting).</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("true\\predicted");
        foreach (var name in classes)
        {
            text.Append(',').Append(Csv.Quoted(name));
        }

        text.Append('\n');
        foreach (var actual in Indices)
        {
            text.Append(Csv.Quoted(classes[actual]));
            foreach (var predicted in Indices)
            {
                text.Append(CultureInfo.InvariantCulture, $",{counts[actual, predicted]}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private IEnumerable<int> Indices => Enumerable.Range(0, classes.Count);

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
