using System.Globalization;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Drawing;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Images;
using Lockstep.Vision.Reports;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Tests.Recipes;
using Lockstep.Vision.Tests.Runs;

namespace Lockstep.Vision.Tests.Reports;

/// <summary>The pixels of each picture, as a digest: whoever changes one looks at it and writes the digests anew.</summary>
[Collection(LibtorchState.Name)]
public sealed class DrawingTests
{
    /// <summary>Where the pictures are kept for eyes; null for nowhere.</summary>
    private static readonly string? Shown = Environment.GetEnvironmentVariable("LOCKSTEP_SHOW_PICTURES");

    [Fact]
    public void Confusion_matrices_of_any_number_of_classes_are_the_same_pixels_each_time()
    {
        Image[] images =
        [
            ConfusionDrawing.Of(Matrix(["cat", "dog"])).ToImage(),
            ConfusionDrawing.Of(Matrix([.. Names(10, "a class with a very long name, number")])).ToImage(),
            ConfusionDrawing.Of(Matrix([.. Names(37, "Class é")])).ToImage(),
            ConfusionDrawing.Of(Matrix([.. Names(100, "class with a name")])).ToImage(),
            ConfusionDrawing.Of(Matrix([.. Names(500, "c")])).ToImage(),
            ConfusionDrawing.Of(Matrix([.. Names(1000, "c")])).ToImage(),
        ];
        GoldenFile.Matches("test/Lockstep.Vision.Tests/golden/confusion.txt", Digests("confusion", images));
    }

    [Fact]
    public void Curves_are_the_same_pixels_each_time_and_a_loss_that_is_no_number_leaves_a_gap()
    {
        var recipe = RecipeReader.Resolve(
            "recipe.yaml", "dataset: d\ntrain: {epochs: 40, lr: 0.1}\nschedule: {name: cosine, warmup_epochs: 2}\n"u8.ToArray(), [],
            processorCount: 1, RecipeText.BuiltIn).Recipe;
        Metric[] Metrics(int epochs, int steps) =>
        [
            .. Enumerable.Range(1, epochs).SelectMany(epoch => (Metric[])
            [
                .. Enumerable.Range(((epoch - 1) * steps) + 1, steps)
                    .Select(step => new Metric(step, epoch, "train", "loss", step % 97 == 5 ? double.NaN : 3.0 / (1 + step), default)),
                new Metric(epoch * steps, epoch, "val", "loss", 2.0 / epoch, default),
                new Metric(epoch * steps, epoch, "val", "accuracy", 1 - (0.5 / epoch), default),
            ]),
        ];
        GoldenFile.Matches("test/Lockstep.Vision.Tests/golden/curves.txt", Digests(
            "curves",
            [
                CurvesDrawing.Of(Metrics(1, 1), recipe, 1, recipe.Train.BatchSize, 1, ["accuracy"]).ToImage(),
                CurvesDrawing.Of(Metrics(40, 100), recipe, 100, 100 * recipe.Train.BatchSize, 17, ["accuracy"]).ToImage(),
                CurvesDrawing.Of([], recipe, 1, 1, null, ["accuracy"]).ToImage()
            ]));
    }

    [Theory]
    [InlineData("train.batch_size=48")]
    [InlineData("train.batch_size=9 train.accumulate=4")]
    public async Task The_mean_of_an_epoch_is_the_one_that_the_log_has(string set)
    {
        using var runs = new TrainedRuns();
        var run = await runs.TrainAsync($"train.epochs=2 model.dropout=0 {set}");
        var recipe = (await runs.PrepareAsync(set)).Recipe.Recipe;
        var means = CurvesDrawing.Means(MetricsLog.Read(run.MetricsPath), recipe.Train.BatchSize * recipe.Train.Accumulate, imagesPerEpoch: 160);
        Assert.Equal(run.ReadRecord().Metrics["trainLoss"], means[^1].Value, 1e-6);
    }

    [Fact]
    public void Sample_sheets_are_the_same_pixels_each_time()
    {
        var classes = Names(3, "class").Append("one with a name too long for its tile").ToArray();
        var pictures = new Image?[] { Picture(8, 8), Picture(300, 200), Picture(1, 400), null };
        SamplePrediction[] samples = [
            .. pictures.Select((picture, index) => new SamplePrediction(
                new Prediction(Evaluation.ClassificationReportTests.SampleOf(index, index), [0.1f, 0.2f, 0.6f, 0.1f], 2),
                picture is null ? null : Thumbnail.Of(picture, PredictionSheet.ThumbnailSide)))
        ];
        GoldenFile.Matches(
            "test/Lockstep.Vision.Tests/golden/sheet.txt",
            Digests("sheet", [PredictionSheet.Of(classes, samples, 3, 4), PredictionSheet.Of(classes, [], 0, 0)]));
    }

    [Fact]
    public void The_surest_mistakes_come_first_and_then_the_least_sure_of_the_right_ones()
    {
        Prediction[] predictions =
        [
            new(Evaluation.ClassificationReportTests.SampleOf(0, 0), [0.9f, 0.1f], 0),
            new(Evaluation.ClassificationReportTests.SampleOf(1, 0), [0.4f, 0.6f], 1),
            new(Evaluation.ClassificationReportTests.SampleOf(2, 1), [0.45f, 0.55f], 1),
            new(Evaluation.ClassificationReportTests.SampleOf(3, 1), [0.8f, 0.2f], 0),
        ];
        Assert.Equal([3, 1, 2, 0], SamplePrediction.Worst(predictions, 4).Select(prediction => prediction.Sample.Id));
    }

    [Fact]
    public void A_page_has_no_markup_from_names()
    {
        var sketch = new Sketch(10, 10);
        sketch.Add(new Label(0, 0, "<script>\u0001&\"'", 1, Paint.Ink));
        var svg = sketch.ToSvg("\"><b>");
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", svg, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;\uFFFD&amp;&quot;&#39;", svg.Replace("&#65533;", "\uFFFD", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_in_other_letters_are_told_apart_and_the_same_everywhere()
    {
        string[] names = ["schon", "schön", "scho\u0308n", "γάτα", "кот", "猫", "狗", "鳥", "고양이", "חתול", "\U0001F600", "\U0001F601", "?", "a\nb"];
        foreach (var scale in new[] { 1, 2 })
        {
            var pictures = names.Select(name => Sha256.Of(Written(name, scale).Pixels)).ToArray();
            Assert.Equal(names.Length, pictures.Distinct().Count());
        }

        GoldenFile.Matches(
            "test/Lockstep.Vision.Tests/golden/letters.txt",
            Digests("letters", [Written("schön γάτα кот 猫 고양이 \U0001F600", 1), Written("schön γάτα кот 猫 고양이 \U0001F600", 2)]));
        Assert.Equal(Sketch.WidthOf("so", 2), Sketch.WidthOf("so\u0308", 2));

        static Image Written(string name, int scale)
        {
            var sketch = new Sketch(400, 20);
            sketch.Add(new Label(0, 0, name, scale, Paint.Ink));
            return sketch.ToImage();
        }
    }

    [Fact]
    public void Two_data_sets_with_classes_in_other_letters_have_other_pictures()
    {
        Assert.NotEqual(ConfusionDrawing.Of(Matrix(["猫", "狗"])).ToImage().Pixels, ConfusionDrawing.Of(Matrix(["鳥", "魚"])).ToImage().Pixels);
        var long1 = string.Concat(Enumerable.Repeat("x", 20)) + "one" + new string('y', 18);
        var long2 = string.Concat(Enumerable.Repeat("x", 20)) + "two" + new string('y', 18);
        Assert.NotEqual(ConfusionDrawing.Of(Matrix([long1, "b"])).ToImage().Pixels, ConfusionDrawing.Of(Matrix([long2, "b"])).ToImage().Pixels);
    }

    [Fact]
    public void A_checksum_is_CRC_32C()
    {
        // The check value of the catalogue of CRCs, and one of RFC 3720, B.4.
        Assert.Equal(0xE3069283u, EventFile.Checksum("123456789"u8));
        Assert.Equal(0x8A9136AAu, EventFile.Checksum(new byte[32]));
    }

    private static IEnumerable<string> Names(int count, string word) =>
        Enumerable.Range(0, count).Select(index => string.Create(CultureInfo.InvariantCulture, $"{word} {index}"));

    private static ConfusionMatrix Matrix(string[] classes)
    {
        var matrix = new ConfusionMatrix(classes);
        foreach (var index in Enumerable.Range(0, classes.Length * 23))
        {
            matrix.Add(index % classes.Length, index % 5 == 0 ? index * 7 % classes.Length : index % classes.Length);
        }

        return matrix;
    }

    private static Image Picture(int height, int width) => new(height, width, [.. Enumerable.Range(0, 3 * height * width).Select(at => (byte)(at * 7 % 251))]);

    private static string Digests(string name, Image[] images)
    {
        foreach (var (index, image) in Shown is null ? [] : images.Index())
        {
            File.WriteAllBytes(Path.Combine(Shown ?? "", string.Create(CultureInfo.InvariantCulture, $"{name}{index}.png")), ImagePng.Encode(image));
        }

        return string.Concat(images.Select(image => string.Create(CultureInfo.InvariantCulture, $"{image.Width}x{image.Height} {Sha256.Of(image.Pixels)}\n")));
    }
}
