using System.Text;
using Lockstep.Runs;
using Lockstep.Vision.Training;
using Lockstep.Vision.Training.Optimizers;
using Lockstep.Vision.Training.Resuming;

namespace Lockstep.Vision.Tests.Checkpoints;

public sealed class ResumePointTests
{
    private static readonly ResumePoint Point = new()
    {
        LockId = "ab",
        MetricsBytes = 100,
        Selection = new Selection("val_loss", 2, 0.5),
        Metrics = new Dictionary<string, double> { ["valLoss"] = double.NaN },
        EarlyStopping = new EarlyStoppingFacts(0.5, 1),
        NonFinite = ["model: weight"],
        Training = new TrainingFacts
        {
            Epoch = 3,
            Batch = 1,
            LossSum = 1.5,
            Step = 9,
            Batches = 9,
            Images = 18,
            Generator = [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            Parameters = [new ParameterFacts("weight", 9, [4, 1], new Dictionary<string, long[]> { ["mean"] = [4, 1] })],
            TrainingSeconds = 1.25,
            LedgerSeconds = 0.25,
        },
    };

    [Fact]
    public void What_is_written_is_read() => Assert.Equal(Compact(Point), Compact(ResumePoint.Parse(Encoding.UTF8.GetBytes(Point.ToJson()), "state.json")));

    [Theory]
    [InlineData("\"format\":1", "\"format\":2", "a checkpoint of format 2; this Lockstep reads format 1.")]
    [InlineData(
        "\"metricsBytes\":100", "\"metricsBytes\":99,\"metricsBytes\":100", "not a checkpoint's state: line 1, column 63: 'metricsBytes' stands there twice")]
    [InlineData("\"step\":9", "\"step\":9.5", "not a checkpoint's state: ")]
    [InlineData("[\"model: weight\"]", "[null]", "not a checkpoint's state: 'nonFinite' holds null, expected names of tensors.")]
    [InlineData(
        "\"parameters\":[",
        "\"parameters\":[null,",
        "not a checkpoint's state: 'training.parameters' holds null, expected what the optimizer knows of a parameter.")]
    [InlineData("\"mean\":[4,1]", "\"mean\":null", "not a checkpoint's state: 'buffers' of 'weight' holds null, expected strides.")]
    [InlineData("AAAB", "AAAC", "not a checkpoint's state: 'training.generator' is no state that libtorch's generator can have.")]
    [InlineData("1.25", "\"NaN\"", "not a checkpoint's state: 'training.trainingSeconds' is NaN, expected 0 to 10000000000.")]
    [InlineData("0.25", "-1", "not a checkpoint's state: 'training.ledgerSeconds' is -1, expected 0 to 10000000000.")]
    [InlineData("\"epoch\":2", "\"epoch\":4", "not a checkpoint's state: 'selection.epoch' is 4, expected 1 to 3, the epoch that is resumed.")]
    [InlineData("\"waited\":1", "\"waited\":-1", "not a checkpoint's state: 'earlyStopping.waited' is -1, expected 0 or more.")]
    public void What_can_not_be_is_refused_with_its_place(string before, string after, string message)
    {
        var json = Compact(Point);
        Assert.Contains(before, json, StringComparison.Ordinal);
        var exception = Assert.Throws<LockstepException>(
            () => ResumePoint.Parse(Encoding.UTF8.GetBytes(json.Replace(before, after, StringComparison.Ordinal)), "state.json"));
        Assert.StartsWith($"state.json: {message}", exception.Message, StringComparison.Ordinal);
    }

    private static string Compact(ResumePoint point) => System.Text.Json.Nodes.JsonNode.Parse(point.ToJson())!.ToJsonString();
}
