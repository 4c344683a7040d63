using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Vision.Tests.Native;

namespace Lockstep.Vision.Tests.Runs;

/// <summary>160 images to train on: 53 a batch leave a single one.</summary>
[Collection(LibtorchState.Name)]
public sealed class LastBatchTests : IDisposable
{
    private readonly TrainedRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Theory]
    [InlineData(
        "train.batch_size=53",
        "the last batch of an epoch (160 images, 53 a batch) has 1 image",
        "Take one that leaves more, such as 52, or leave that batch out with train.drop_last: true.")]
    [InlineData("train.batch_size=159", "the last batch of an epoch (160 images, 159 a batch) has 1 image", "such as 158")]
    [InlineData("train.batch_size=1", "a batch has 1 image", "Take a larger one, or larger images (augment.resize).")]
    [InlineData("train.batch_size=1 train.drop_last=true", "a batch has 1 image", "Take a larger one")]
    public async Task One_that_batch_norm_can_not_have_is_refused_before_there_is_a_run(string set, string what, string wayOut)
    {
        var message = (await Assert.ThrowsAsync<RecipeException>(() => runs.PrepareAsync($"model=mobilenet_v2 {set}"))).Message;
        Assert.Contains(
            $"train.batch_size: {what}, and batch norm needs more than 1 value per channel to train on: at 'features.", message, StringComparison.Ordinal);
        Assert.Contains(wayOut, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model=mobilenet_v2 train.batch_size=52")]
    [InlineData("model=mobilenet_v2 train.batch_size=53 train.drop_last=true")]
    [InlineData("model=mobilenet_v2 train.batch_size=53 model.freeze=[features.*]")]
    [InlineData("model=linear train.batch_size=1")]
    [InlineData("model=small-cnn train.batch_size=1")]
    public async Task One_that_can_be_trained_on_is_not(string set) => Assert.NotNull(await runs.PrepareAsync(set));

    [Fact]
    public async Task It_is_left_out_where_that_is_asked_for()
    {
        var run = await runs.TrainAsync("train.batch_size=53 train.drop_last=true train.epochs=2");
        Assert.Equal(6, MetricsLog.Read(run.MetricsPath).Where(metric => metric.Phase == "train").Max(metric => metric.Step));
        Assert.Contains("drop_last: true", File.ReadAllText(run.RecipePath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaving_out_all_there_is_is_refused() =>
        Assert.Contains(
            "train.drop_last: leaves nothing to train on: an epoch has 160 images, and a batch 161.",
            (await Assert.ThrowsAsync<RecipeException>(() => runs.PrepareAsync("train.batch_size=161 train.drop_last=true"))).Message,
            StringComparison.Ordinal);
}
