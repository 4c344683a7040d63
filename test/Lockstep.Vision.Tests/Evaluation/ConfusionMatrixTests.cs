using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Vision.Evaluation;

namespace Lockstep.Vision.Tests.Evaluation;

public sealed class ConfusionMatrixTests
{
    /// <summary>See test/fixtures/evaluation/make.py.</summary>
    [Fact]
    public void Counts_accuracy_precision_recall_and_support_are_those_of_scikit_learn()
    {
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "evaluation", "metrics.json")));
        foreach (var expected in fixture.RootElement.EnumerateArray())
        {
            var counts = expected.GetProperty("counts");
            var matrix = new ConfusionMatrix([.. Enumerable.Range(0, counts.GetArrayLength()).Select(index => index.ToString(CultureInfo.InvariantCulture))]);
            var actual = Numbers(expected, "actual");
            foreach (var (label, predicted) in actual.Zip(Numbers(expected, "predicted")))
            {
                matrix.Add((int)label, (int)predicted);
            }

            Assert.Equal(actual.Length, matrix.Total);
            Assert.Equal(expected.GetProperty("accuracy").GetDouble(), matrix.Accuracy);
            for (var index = 0; index < matrix.Classes.Count; index++)
            {
                Assert.Equal(counts[index].EnumerateArray().Select(count => count.GetInt64()), Enumerable.Range(0, matrix.Classes.Count).Select(predicted => matrix[index, predicted]));
                Assert.Equal(Numbers(expected, "precision")[index], matrix.Precision(index));
                Assert.Equal(Numbers(expected, "recall")[index], matrix.Recall(index));
                Assert.Equal(Numbers(expected, "support")[index], matrix.Support(index));
            }
        }
    }

    [Fact]
    public void Without_any_sample_every_figure_is_0()
    {
        var matrix = new ConfusionMatrix(["cat", "dog"]);
        Assert.Equal([0, 0, 0, 0], [matrix.Accuracy, matrix.Precision(0), matrix.Recall(1), matrix.Support(0)]);
    }

    [Fact]
    public void The_CSV_quotes_a_name_that_a_comma_quote_or_line_break_is_in()
    {
        var matrix = new ConfusionMatrix(["cat", "a,b", "the \"dog\"", "two\nlines", "é"]);
        matrix.Add(1, 0);
        matrix.Add(1, 0);
        Assert.Equal(
            "true\\predicted,cat,\"a,b\",\"the \"\"dog\"\"\",\"two\nlines\",é\n"
            + "cat,0,0,0,0,0\n\"a,b\",2,0,0,0,0\n\"the \"\"dog\"\"\",0,0,0,0,0\n\"two\nlines\",0,0,0,0,0\né,0,0,0,0,0\n",
            matrix.ToCsv());
    }

    [Fact]
    public void The_JSON_has_a_row_a_true_class()
    {
        var matrix = new ConfusionMatrix(["cat", "dog"]);
        matrix.Add(0, 0);
        matrix.Add(0, 1);
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""
                    {
                      "epoch": 3, "classes": ["cat", "dog"], "counts": [[1, 1], [0, 0]], "accuracy": 0.5,
                      "perClass": [{"class": "cat", "precision": 1, "recall": 0.5, "support": 2}, {"class": "dog", "precision": 0, "recall": 0, "support": 0}]
                    }
                    """),
                matrix.ToJson(epoch: 3)),
            matrix.ToJson(epoch: 3).ToJsonString());
    }

    private static double[] Numbers(JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];
}
