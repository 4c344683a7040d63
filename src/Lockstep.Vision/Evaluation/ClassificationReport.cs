using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Samples;

namespace Lockstep.Vision.Evaluation;

/// <summary>The figures that follow from a model's predictions; scikit-learn's on the same predictions, to the last digits.</summary>
public sealed class ClassificationReport
{
    /// <summary>The bins of the calibration error, of equal width from 0 to 1.</summary>
    public const int Bins = 15;

    /// <summary>How many classes a prediction may name for the second accuracy.</summary>
    public const int Several = 5;

    private ClassificationReport(ConfusionMatrix confusion, IReadOnlyList<Prediction> predictions)
    {
        Confusion = confusion;
        PerClass = [.. confusion.Classes.Select((name, index) => FiguresOf(confusion, name, index))];
        TopSeveral = predictions.Count == 0 ? 0 : (double)predictions.Count(prediction => prediction.Rank < Several) / predictions.Count;
        CalibrationError = ErrorOf(predictions);
        RocAuc =
            confusion.Classes.Count == 2 ? Evaluation.RocAuc.Of(predictions.Select(prediction => (prediction.Scores[1], prediction.Sample.Class == 1))) : null;
    }

    /// <summary>What the figures are made of.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>The part of the predictions that is right.</summary>
    public double Accuracy => Confusion.Accuracy;

    /// <summary>The part of the predictions that has the true class among its first five.</summary>
    public double TopSeveral { get; }

    /// <summary>
    /// Guo et al., On Calibration of Modern Neural Networks, 2017, equation 3: how far confidence and accuracy are
    /// apart, averaged over the samples of each bin.
    /// </summary>
    public double CalibrationError { get; }

    /// <summary>The area under the ROC curve of two classes, by the second one's score; null for more, or where one of them has no sample.</summary>
    public double? RocAuc { get; }

    /// <summary>In the classes' order; 0 where nothing is to be divided by.</summary>
    public IReadOnlyList<ClassFigures> PerClass { get; }

    /// <summary>Every class counts the same that has a sample or is predicted; the others say nothing of the model.</summary>
    public ClassFigures MacroAverage => Mean("macro average", (_, index) => Occurs(index) ? 1 : 0);

    /// <summary>How many classes the macro average is over.</summary>
    public int MacroClasses => Enumerable.Range(0, PerClass.Count).Count(Occurs);

    /// <summary>Every sample counts the same.</summary>
    public ClassFigures WeightedAverage => Mean("weighted average", (figures, _) => figures.Support);

    /// <summary>
    /// What of a table with a line a class is shown to people: all of it, or, of <see cref="ManyClasses"/>, those with an image and the lowest F1.
    /// </summary>
    /// <remarks>The lowest first.</remarks>
    public IReadOnlyList<ClassFigures> ShownClasses => Shown(PerClass, figures => figures.F1, figures => figures.Support);

    /// <summary>What is said below a table of <see cref="ShownClasses"/>.</summary>
    public static string LowestOf(int shown, int all) =>
        string.Create(CultureInfo.InvariantCulture, $"The {shown} of {all} classes with the lowest F1, of those that have an image");

    /// <summary>Computes all figures but the averages here, and once.</summary>
    public static ClassificationReport Of(Validation validation) => new(validation.Confusion, validation.Predictions);

    /// <summary>As <c>report.json</c> holds it, and <c>evaluate --json</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["samples"] = Confusion.Total,
        ["accuracy"] = JsonNumber.Of(Accuracy),
        ["top5Accuracy"] = JsonNumber.Of(TopSeveral),
        ["rocAuc"] = JsonNumber.Of(RocAuc),
        ["calibrationError"] = JsonNumber.Of(CalibrationError),
        ["calibrationBins"] = Bins,
        ["perClass"] = new JsonArray([.. PerClass.Select(figures => ToJson(figures, "class"))]),
        ["macroAverage"] = ToJson(MacroAverage, null),
        ["macroClasses"] = MacroClasses,
        ["weightedAverage"] = ToJson(WeightedAverage, null),
    };

    /// <summary>A header, then one line per class (RFC 4180 quoting).</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("class,precision,recall,f1,support\n");
        foreach (var figures in PerClass)
        {
            text.Append(
                CultureInfo.InvariantCulture, $"{Csv.Quoted(figures.Name)},{figures.Precision:R},{figures.Recall:R},{figures.F1:R},{figures.Support}\n");
        }

        return text.ToString();
    }

    /// <summary><see cref="ShownClasses"/> of rows of any form.</summary>
    internal static IReadOnlyList<T> Shown<T>(IReadOnlyList<T> perClass, Func<T, double> f1, Func<T, double> support) => ManyClasses.Are(perClass.Count)
        ? [.. perClass.Where(row => support(row) > 0).OrderBy(f1).Take(ManyClasses.Shown)]
        : perClass;

    private static JsonObject ToJson(ClassFigures figures, string? nameKey)
    {
        var json = new JsonObject
        {
            ["precision"] = JsonNumber.Of(figures.Precision),
            ["recall"] = JsonNumber.Of(figures.Recall),
            ["f1"] = JsonNumber.Of(figures.F1),
            ["support"] = figures.Support
        };
        if (nameKey is not null)
        {
            json.Insert(0, nameKey, figures.Name);
        }

        return json;
    }

    private static ClassFigures FiguresOf(ConfusionMatrix confusion, string name, int index)
    {
        var (precision, recall) = (confusion.Precision(index), confusion.Recall(index));
        return new ClassFigures(name, precision, recall, precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall), confusion.Support(index));
    }

    private bool Occurs(int index) => Confusion.Support(index) > 0 || Confusion.Predicted(index) > 0;

    private ClassFigures Mean(string name, Func<ClassFigures, int, double> weight)
    {
        double[] weights = [.. PerClass.Select(weight)];
        var whole = weights.Sum();
        double Of(Func<ClassFigures, double> figure) => whole == 0 ? 0 : PerClass.Zip(weights, (figures, own) => figure(figures) * own).Sum() / whole;
        return new ClassFigures(name, Of(figures => figures.Precision), Of(figures => figures.Recall), Of(figures => figures.F1), Confusion.Total);
    }

    private static double ErrorOf(IReadOnlyList<Prediction> predictions)
    {
        var bins = new (double Confidence, double Right)[Bins];
        foreach (var prediction in predictions)
        {
            // A bin holds its upper end and not its lower one.
            ref var bin = ref bins[Enumerable.Range(1, Bins - 1).Count(edge => (double)edge / Bins < prediction.Confidence)];
            bin = (bin.Confidence + prediction.Confidence, bin.Right + (prediction.IsCorrect ? 1 : 0));
        }

        return predictions.Count == 0 ? 0 : bins.Sum(bin => Math.Abs(bin.Right - bin.Confidence)) / predictions.Count;
    }
}
