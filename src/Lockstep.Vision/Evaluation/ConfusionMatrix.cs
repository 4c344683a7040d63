using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Samples;

namespace Lockstep.Vision.Evaluation;

/// <summary>Counts of (true class, predicted class), and what follows from them. Only what isn't zero is held.</summary>
public sealed class ConfusionMatrix(IReadOnlyList<string> classes)
{
    private readonly Dictionary<(int Actual, int Predicted), long> counts = [];
    private readonly long[] actually = new long[classes.Count]; // also those that were predicted to be of no class
    private readonly long[] asPredicted = new long[classes.Count];
    private long right;

    /// <summary>In the order of rows and columns.</summary>
    public IReadOnlyList<string> Classes => classes;

    /// <summary>Samples counted so far, those without a predicted class included.</summary>
    public long Total { get; private set; }

    /// <summary>From 0 to 1; 0 where nothing was counted.</summary>
    public double Accuracy => Ratio(right, Total);

    /// <summary>The counts that aren't zero, row by row.</summary>
    public IEnumerable<(int Actual, int Predicted, long Count)> Cells =>
        counts.Keys.Order().Select(pair => (pair.Actual, pair.Predicted, counts[pair]));

    /// <summary>How many counts aren't zero.</summary>
    public int CellCount => counts.Count;

    /// <summary>How many samples of one class were predicted to be of another, by the classes' numbers.</summary>
    public long this[int actual, int predicted] => counts.GetValueOrDefault((actual, predicted));

    /// <param name="predicted">Or <see cref="Prediction.None"/>.</param>
    public void Add(int actual, int predicted)
    {
        Total++;
        actually[actual]++;
        if (predicted == Prediction.None)
        {
            return;
        }

        asPredicted[predicted]++;
        counts[(actual, predicted)] = this[actual, predicted] + 1;
        right += actual == predicted ? 1 : 0;
    }

    /// <summary>The share of the samples predicted as the class that are of it; 0 where none was.</summary>
    public double Precision(int index) => Ratio(this[index, index], Predicted(index));

    /// <summary>The share of the class's samples that were predicted as it; 0 where there are none.</summary>
    public double Recall(int index) => Ratio(this[index, index], Support(index));

    /// <summary>How many are of the class.</summary>
    public long Support(int index) => actually[index];

    /// <summary>How many were predicted to be of the class.</summary>
    public long Predicted(int index) => asPredicted[index];

    /// <summary>Which true class was taken for which other one, the most frequent first; of equals the first.</summary>
    public IEnumerable<(int Actual, int Predicted)> Mistakes() => Cells
        .Where(cell => cell.Actual != cell.Predicted)
        .OrderByDescending(cell => cell.Count)
        .Select(cell => (cell.Actual, cell.Predicted));

    /// <summary>The counts under the name of their form: <c>counts</c>, rows of true classes and columns of predicted ones.</summary>
    /// <remarks>Of <see cref="ManyClasses"/> <c>cells</c>: those that aren't zero, each with its true and its predicted class.</remarks>
    public KeyValuePair<string, JsonNode?> CountsJson() => ManyClasses.Are(classes.Count)
        ? new("cells", new JsonArray([.. Cells.Select(cell => new JsonArray(cell.Actual, cell.Predicted, cell.Count))]))
        : new("counts", new JsonArray([.. Indices.Select(RowJson)]));

    /// <summary>As <c>confusion_matrix.json</c> holds it.</summary>
    public JsonObject ToJson(int epoch) => new([
        new("epoch", epoch),
        new("classes", new JsonArray([.. classes.Select(name => JsonValue.Create(name))])),
        CountsJson(),
        new("accuracy", JsonNumber.Of(Accuracy)),
        new("perClass", new JsonArray([.. Indices.Select(index => new JsonObject
        {
            ["class"] = classes[index],
            ["precision"] = JsonNumber.Of(Precision(index)),
            ["recall"] = JsonNumber.Of(Recall(index)),
            ["support"] = Support(index),
        })])),
    ]);

    /// <summary>
    /// A header of the predicted classes, then one line per true class; of <see cref="ManyClasses"/> one line per
    /// count that isn't zero (RFC 4180 quoting).
    /// </summary>
    public string ToCsv()
    {
        var text = new StringBuilder();
        if (ManyClasses.Are(classes.Count))
        {
            AppendCells(text.Append("true,predicted,count\n"));
            return text.ToString();
        }

        text.Append("true\\predicted");
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
                text.Append(CultureInfo.InvariantCulture, $",{this[actual, predicted]}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private JsonArray RowJson(int actual) => new([.. Indices.Select(predicted => JsonValue.Create(this[actual, predicted]))]);

    private void AppendCells(StringBuilder text)
    {
        foreach (var (actual, predicted, count) in Cells)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Csv.Quoted(classes[actual])},{Csv.Quoted(classes[predicted])},{count}\n");
        }
    }

    private IEnumerable<int> Indices => Enumerable.Range(0, classes.Count);

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
