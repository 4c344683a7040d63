using System.Globalization;
using System.Text;

namespace Lockstep.Vision.Evaluation;

/// <summary>Predictions as CSV: one line per sample, in their order.</summary>
internal static class PredictionTable
{
    /// <summary>With more classes than that a line has the five first ones, not all.</summary>
    public const int MostColumns = 20;

    public static string ToCsv(IReadOnlyList<string> classes, IEnumerable<Prediction> predictions)
    {
        var all = classes.Count <= MostColumns;
        string[] columns = all
            ? [.. classes.Select(name => $"score/{name}")]
            : [.. Enumerable.Range(1, ClassificationReport.Several).SelectMany(place => (string[])[$"top{place}", $"score{place}"])];
        var text = new StringBuilder("sample,true,predicted,confidence,correct");
        foreach (var column in columns)
        {
            text.Append(',').Append(Csv.Quoted(column));
        }

        text.Append('\n');
        foreach (var prediction in predictions)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{Csv.Quoted(prediction.Sample.Source.Name)},{Csv.Quoted(classes[prediction.Sample.Class])},"
                + $"{(prediction.Predicted == Prediction.None ? "" : Csv.Quoted(classes[prediction.Predicted]))},{prediction.Confidence:R},"
                + $"{(prediction.IsCorrect ? 1 : 0)}");
            foreach (var (index, score) in all ? prediction.Scores.Index() : prediction.Top)
            {
                text.Append(CultureInfo.InvariantCulture, $",{(all ? "" : Csv.Quoted(classes[index]) + ",")}{score:R}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
