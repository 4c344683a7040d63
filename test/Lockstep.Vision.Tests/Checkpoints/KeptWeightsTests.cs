using Lockstep.Vision.Checkpoints;
using Lockstep.Vision.Tensors;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Tests.Runs;
using Lockstep.Vision.Training;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Checkpoints;

[Collection(LibtorchState.Name)]
public sealed class KeptWeightsTests : IDisposable
{
    private const string Keeps = "checkpoint.every_steps=7 checkpoint.keep=100 checkpoint.keep_finished=true train.epochs=4 ";

    private readonly TrainedRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("train.ema.decay=0.5")]
    public async Task The_distance_is_zero_up_to_the_step_that_parts_and_that_of_the_vectors_after_it(string set)
    {
        var a = await runs.TrainAsync(Keeps + set);
        var b = await runs.TrainAsync(Keeps + set, afterStep: Nudge);
        var growth = KeptWeights.Between(a, b, TrainedRuns.Diff(a, b), TestContext.Current.CancellationToken);
        Assert.Empty(growth.Notes);
        Assert.Superset(new HashSet<long> { 7, 14, 21, 28, 35, 40 }, growth.Points.Where(point => !point.FromLedger).Select(point => point.Step).ToHashSet());
        Assert.Equal([0, 23], growth.Points.Where(point => point.FromLedger).Select(point => point.Step));
        Assert.All(growth.Points, point => Assert.Equal(point.Step >= 24, point.Distance > 0));
        Assert.Equal(growth.Points.Select(point => point.Step).Order(), growth.Points.Select(point => point.Step));
        Assert.Null(growth.Lack(40));
        var file = Path.Combine("epoch-4-batch-5", set.Length > 0 ? "average.safetensors" : "model.safetensors");
        Assert.Equal(
            Distance(Path.Combine(a.ResumePath, file), Path.Combine(b.ResumePath, file)), growth.Points.Single(point => point.Step == 35).Distance ?? 0, 1e-9);
        var last = growth.Points[^1];
        Assert.Equal(40, last.Step);
        Assert.Equal(Distance(a.LastCheckpointPath, b.LastCheckpointPath), last.Distance ?? 0, 1e-9);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_named_and_left_out()
    {
        var a = await runs.TrainAsync(Keeps);
        var b = await runs.TrainAsync(Keeps, afterStep: Nudge);
        var damaged = Path.Combine(b.ResumePath, "epoch-2-batch-4", "model.safetensors");
        var bytes = File.ReadAllBytes(damaged);
        bytes[^5] ^= 1;
        File.WriteAllBytes(damaged, bytes);
        var growth = KeptWeights.Between(a, b, TrainedRuns.Diff(a, b), TestContext.Current.CancellationToken);
        Assert.Contains("epoch-2-batch-4", Assert.Single(growth.Notes), StringComparison.Ordinal);
        Assert.DoesNotContain(growth.Points, point => point.Step == 14);
        Assert.Contains(growth.Points, point => point.Step == 21);
    }

    [Fact]
    public async Task A_run_that_keeps_only_its_last_weights_lacks_what_a_curve_needs()
    {
        var a = await runs.TrainAsync("train.epochs=2 checkpoint.every_steps=7");
        var b = await runs.TrainAsync("train.epochs=2", afterStep: (trainer, step) => Nudge(trainer, step + 20));
        Assert.False(Directory.Exists(a.ResumePath));
        File.Delete(b.BestCheckpointPath);
        var growth = KeptWeights.Between(a, b, TrainedRuns.Diff(a, b), TestContext.Current.CancellationToken);
        Assert.Equal([(0, true), (3, true), (20, false)], growth.Points.Select(point => (point.Step, point.FromLedger)));
        Assert.Contains("checkpoint.every_steps: 1, checkpoint.keep: 50 and checkpoint.keep_finished: true", growth.Lack(20), StringComparison.Ordinal);
    }

    /// <summary>After the record of step 23, and before the next.</summary>
    private static void Nudge(Trainer trainer, long step)
    {
        if (step == 23)
        {
            using var none = no_grad();
            trainer.Model.parameters().First().add_(1e-4);
        }
    }

    private static double Distance(string a, string b)
    {
        using var scope = NewDisposeScope();
        Tensor Vector(string path) =>
            cat([.. Safetensors.Load(path).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.flatten().to(float64))]);
        var (left, right) = (Vector(a), Vector(b));
        return (left - right).norm().item<double>() / Math.Max(left.norm().item<double>(), right.norm().item<double>());
    }
}
