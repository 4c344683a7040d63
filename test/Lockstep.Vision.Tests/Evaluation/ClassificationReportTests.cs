using System.Globalization;
using System.Text.Json;
using CsCheck;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Vision.Evaluation;

namespace Lockstep.Vision.Tests.Evaluation;

public sealed class ClassificationReportTests
{
    /// <summary>See test/fixtures/evaluation/scores.py.</summary>
    [Theory]
    [InlineData("two classes")]
    [InlineData("ties in the scores")]
    [InlineData("every score the same")]
    [InlineData("only one of two classes has samples")]
    [InlineData("a class that is never predicted")]
    [InlineData("a class without samples")]
    [InlineData("classes that are neither there nor predicted")]
    [InlineData("ten classes")]
    [InlineData("sure of everything")]
    public void Every_figure_is_that_of_scikit_learn(string name)
    {
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "evaluation", "scores.json")));
        var expected = fixture.RootElement.EnumerateArray().Single(item => item.GetProperty("name").GetString() == name);
        var report = ClassificationReport.Of(ValidationOf(expected));

        Assert.Equal(expected.GetProperty("accuracy").GetDouble(), report.Accuracy);
        Assert.Equal(expected.GetProperty("top5").GetDouble(), report.TopSeveral);
        Near(expected.GetProperty("calibrationError").GetDouble(), report.CalibrationError);
        if (expected.GetProperty("rocAuc") is { ValueKind: JsonValueKind.Number } auc)
        {
            Near(auc.GetDouble(), report.RocAuc ?? double.NaN);
        }
        else
        {
            Assert.Null(report.RocAuc);
        }

        foreach (var (index, figures) in report.PerClass.Index())
        {
            Near(expected.GetProperty("perClass")[index], figures);
        }

        Near(expected.GetProperty("macro"), report.MacroAverage);
        Near(expected.GetProperty("weighted"), report.WeightedAverage);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Scores_that_are_no_numbers_are_no_class_and_so_wrong_whatever_is_true(int actual)
    {
        var prediction = Prediction.Of(new Sample(0, new ImageFile("a.png"), actual), [float.NaN, 0.5f], most: 0);
        var confusion = new ConfusionMatrix(["cat", "dog"]);
        confusion.Add(actual, prediction.Predicted);
        var report = ClassificationReport.Of(new Validation(double.NaN, confusion, [prediction]));
        Assert.False(prediction.IsCorrect);
        Assert.Equal((0, 0, 1), (report.Accuracy, report.TopSeveral, confusion.Support(actual)));
        Assert.Contains("\"calibrationError\":\"NaN\"", report.ToJson().ToJsonString(), StringComparison.Ordinal);
        Assert.Contains($",,NaN,0,NaN,0.5", PredictionTable.ToCsv(confusion.Classes, [prediction]), StringComparison.Ordinal);
        Assert.Equal("no class", prediction.NameIn(confusion.Classes));
        Assert.NotEmpty(confusion.ToJson(1).ToJsonString());
    }

    [Fact]
    public void Every_figure_and_average_is_that_of_a_plain_count_over_all_images_whatever_classes_are_missing() => (
        from classes in Gen.Int[2, 9]
        from present in Gen.Int[1, classes]
        from named in Gen.Int[1, classes] // those that the model ever names
        from images in Gen.Select(Gen.Int[0, present - 1], Gen.Int[classes - named, classes - 1]).Array[1, 130]
        select (classes, images)).Sample(
        set =>
        {
            var (classes, images) = set;
            var confusion = new ConfusionMatrix([.. Enumerable.Range(0, classes).Select(index => $"{index}")]);
            var predictions = images.Select((image, id) =>
                new Prediction(SampleOf(id, image.Item1), [.. Enumerable.Range(0, classes).Select(index => index == image.Item2 ? 1f : 0f)], image.Item2))
                .ToArray();
            foreach (var (actual, predicted) in images)
            {
                confusion.Add(actual, predicted);
            }

            var report = ClassificationReport.Of(new Validation(0, confusion, predictions));
            var plain = Enumerable.Range(0, classes).Select(index =>
            {
                double Ratio(Func<(int Actual, int Predicted), bool> part) =>
                    images.Count(part) is > 0 and var whole ? images.Count(image => image.Item1 == index && image.Item2 == index) / (double)whole : 0;
                var (precision, recall) = (Ratio(image => image.Predicted == index), Ratio(image => image.Actual == index));
                return new ClassFigures($"{index}", precision, recall, precision + recall == 0 ? 0 : 2 / ((1 / precision) + (1 / recall)), images.Count(image =>
                    image.Item1 == index));
            }).ToArray();
            ClassFigures[] occurring = [.. plain.Where((_, index) => images.Any(image => image.Item1 == index || image.Item2 == index))];
            Assert.Equal(images.Count(image => image.Item1 == image.Item2) / (double)images.Length, report.Accuracy, 1e-12);
            Assert.All(plain.Zip(report.PerClass), pair => Near(pair.First, pair.Second));
            Assert.Equal(occurring.Length, report.MacroClasses);
            Near(
                new ClassFigures(
                    "", occurring.Average(figures => figures.Precision), occurring.Average(figures => figures.Recall),
                    occurring.Average(figures => figures.F1), images.Length),
                report.MacroAverage);
            double Weighted(Func<ClassFigures, double> figure) => plain.Sum(figures => figure(figures) * figures.Support) / images.Length;
            Near(
                new ClassFigures(
                    "", Weighted(figures => figures.Precision), Weighted(figures => figures.Recall), Weighted(figures => figures.F1), images.Length),
                report.WeightedAverage);
        },
        iter: 300,
        threads: 1);

    [Fact]
    public void Without_a_sample_every_figure_is_0()
    {
        var report = ClassificationReport.Of(new Validation(0, new ConfusionMatrix(["cat", "dog"]), []));
        Assert.Equal([0, 0, 0, 0, 0], [report.Accuracy, report.TopSeveral, report.CalibrationError, report.MacroAverage.F1, report.WeightedAverage.F1]);
        Assert.Null(report.RocAuc);
    }

    [Fact]
    public void Scores_that_are_no_numbers_make_no_figure_that_JSON_can_not_say()
    {
        var confusion = new ConfusionMatrix(["cat", "dog"]);
        confusion.Add(0, 0);
        var json = ClassificationReport.Of(new Validation(0, confusion, [new Prediction(SampleOf(0, 0), ClassScores.Of([float.NaN, float.NaN], "softmax"), 0)]))
            .ToJson();
        Assert.Contains("\"calibrationError\":\"NaN\"", json.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Large_and_small_logits_become_scores_without_overflow()
    {
        Assert.Equal([1f, 0f], ClassScores.Of([1000f, -1000f], "softmax"));
        Assert.Equal([1f, 0f, 0.5f], ClassScores.Of([1000f, -1000f, 0f], "sigmoid"));
    }

    [Fact]
    public void A_table_of_predictions_has_a_column_a_class_or_the_first_five()
    {
        var few = PredictionTable.ToCsv(["a,b", "c"], [new Prediction(SampleOf(0, 1), [0.25f, 0.75f], 1), new Prediction(SampleOf(1, 0), [0.5f, 0.5f], 1)]);
        Assert.Equal("sample,true,predicted,confidence,correct,\"score/a,b\",score/c\nx/0.png,c,c,0.75,1,0.25,0.75\nx/1.png,\"a,b\",c,0.5,0,0.5,0.5\n", few);

        string[] classes = [.. Enumerable.Range(0, 21).Select(index => $"class {index}")];
        var scores = classes.Select((_, index) => index is 4 or 7 ? 0.25f : 0f).ToArray();
        var many = PredictionTable.ToCsv(classes, [new Prediction(SampleOf(0, 4), scores, 7)]);
        Assert.EndsWith("\nx/0.png,class 4,class 7,0.25,0,class 7,0.25,class 4,0.25,class 0,0,class 1,0,class 2,0\n", many, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_classes_and_the_rank_of_the_true_one_are_those_of_a_plain_sort() => (
        from scores in Gen.Frequency((9, Gen.Int[0, 6].Select(score => score / 8f)), (1, Gen.Const(float.NaN))).Array[2, 40]
        from actual in Gen.Int[0, scores.Length - 1]
        from count in Gen.Int[1, 50]
        select (scores, actual, count)).Sample(
        set =>
        {
            var (scores, actual, count) = set;
            var prediction = Prediction.Of(SampleOf(0, actual), scores, Array.IndexOf(scores, scores.Max()));
            int[] sorted = [
                .. Enumerable.Range(0, scores.Length)
                    .OrderByDescending(index => index == prediction.Predicted).ThenByDescending(index => scores[index]).ThenBy(index => index)
            ];
            Assert.Equal(sorted.Take(count).Select(index => (index, scores[index])), Prediction.Best(scores, prediction.Predicted, count));
            Assert.Equal(sorted.Take(5).Select(index => (index, scores[index])), prediction.Top);
            Assert.Equal(prediction.Predicted == Prediction.None ? int.MaxValue : Array.IndexOf(sorted, actual), prediction.Rank);
            Assert.Equal(scores.Length > PredictionTable.MostColumns ? [] : scores, prediction.Scores);
        },
        iter: 500,
        threads: 1);

    internal static Sample SampleOf(int id, int label) => new(id, new ImageFile(string.Create(CultureInfo.InvariantCulture, $"x/{id}.png")), label);

    private static Validation ValidationOf(JsonElement expected)
    {
        var scores = expected.GetProperty("scores").EnumerateArray().Select(row => row.EnumerateArray().Select(score => score.GetSingle()).ToArray()).ToArray();
        var confusion = new ConfusionMatrix([.. scores[0].Select((_, index) => index.ToString(CultureInfo.InvariantCulture))]);
        var predictions = scores.Zip(expected.GetProperty("actual").EnumerateArray(), (row, label) => (row, label.GetInt32()))
            .Select((item, id) => new Prediction(SampleOf(id, item.Item2), item.row, Array.IndexOf(item.row, item.row.Max()))).ToArray();
        foreach (var prediction in predictions)
        {
            confusion.Add(prediction.Sample.Class, prediction.Predicted);
        }

        return new Validation(0, confusion, predictions);
    }

    private static void Near(ClassFigures expected, ClassFigures actual)
    {
        Assert.Equal(expected.Precision, actual.Precision, 1e-12);
        Assert.Equal(expected.Recall, actual.Recall, 1e-12);
        Assert.Equal(expected.F1, actual.F1, 1e-12);
        Assert.Equal(expected.Support, actual.Support);
    }

    private static void Near(JsonElement expected, ClassFigures figures)
    {
        Near(expected[0].GetDouble(), figures.Precision);
        Near(expected[1].GetDouble(), figures.Recall);
        Near(expected[2].GetDouble(), figures.F1);
        Assert.Equal(expected[3].GetInt64(), figures.Support);
    }

    /// <summary>Sums are made in another order there, which is seen in the last digit.</summary>
    private static void Near(double expected, double actual) => Assert.Equal(expected, actual, 1e-12);
}
