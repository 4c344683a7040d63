namespace Lockstep.Tests.Exec.Injecting;

public sealed class TrainingShapeTests(ShapeRuns runs) : IClassFixture<ShapeRuns>, IDisposable
{
    private readonly ScriptFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("accumulation", 1, 3, "3")]
    [InlineData("two_optimizers", 2, 14, "1")]
    [InlineData("lbfgs", 1, 7, "5")]
    [InlineData("amp_bf16", 1, 7, "1")]
    [InlineData("grad_scaler", 1, 7, "1")]
    [InlineData("ema", 1, 7, "1")]
    [InlineData("lightning_like", 1, 7, "1")]
    [InlineData("own_optimizer", 2, 9, "1")]
    [InlineData("tied_and_sparse", 2, 14, "1")]
    [InlineData("iterable", 1, 7, "1")]
    [InlineData("persistent_workers", 1, 7, "1")]
    [InlineData("batch_sampler", 1, 7, "1")]
    [InlineData("frozen_and_added", 1, 7, "1")]
    [InlineData("checkpointed", 1, 7, "1")]
    public async Task A_loop_of_a_usual_shape_computes_what_it_computes_bare_and_each_step_is_on_record(string shape, int optimizers, int steps, string losses)
    {
        ScriptFolder.DemandTorch();
        var (bare, injected, records) = await runs.OfAsync(shape);
        Assert.StartsWith("weights ", bare, StringComparison.Ordinal);
        Assert.Equal(bare, injected);
        var written = records.Where(record => record.Kind == 2).Select(StepRecord.Of).ToArray();
        Assert.Equal(steps, written.Length);
        Assert.Equal(optimizers, written.Select(step => step.Optimizer).Distinct().Count());
        Assert.Equal(losses, $"{written.Max(step => step.Losses.Length)}");
        Assert.Contains(records, record => record.Kind == 3);
        Assert.DoesNotContain(records, record => record.Type == "error");
    }

    [Fact]
    public async Task Samples_are_known_through_workers_that_persist_and_a_pass_that_is_left_early()
    {
        ScriptFolder.DemandTorch();
        var (_, _, records) = await runs.OfAsync("persistent_workers");
        var steps = records.Where(record => record.Kind == 2).Select(StepRecord.Of);
        var passes = steps.Where(step => step.Batches.Length > 0).GroupBy(step => step.Epoch).ToArray();
        Assert.Equal([0.0, 1.0], passes.Select(pass => pass.Key));
        Assert.All(passes, pass => Assert.Equal(48, pass.SelectMany(step => step.Batches.Single().Samples).Distinct().Count()));
        Assert.NotEqual(passes[0].First().Batches[0].Samples, passes[1].First().Batches[0].Samples);
    }

    [Fact]
    public async Task Parameters_have_the_names_that_the_script_s_modules_give_them()
    {
        ScriptFolder.DemandTorch();
        var (_, _, records) = await runs.OfAsync("frozen_and_added");
        var optimizers = records.Where(record => record.Type == "optimizer").ToArray();
        var lists = optimizers.Select(record =>
            string.Join(' ', record.Event!["parameters"]!.AsArray().Select(parameter => (string?)parameter!["name"])));
        Assert.Equal(["0.weight 0.bias", "0.weight 0.bias 5.weight 5.bias"], lists);
        Assert.Contains("1.running_mean", optimizers[0].Event!["buffers"]!.AsArray().Select(name => (string?)name));
        var second = StepRecord.Of(records.Where(record => record.Kind == 2).ElementAt(1));
        Assert.Equal(0u, second.Gradients[0]);
        Assert.NotEqual(0u, second.Gradients[1]);
    }

    [Fact]
    public async Task Updates_without_an_optimizer_are_said_to_be_unseen()
    {
        ScriptFolder.DemandTorch();
        var (bare, _, _) = await runs.OfAsync("without_optimizer");
        var run = await folder.InjectedAsync(ScriptFolder.Python, "shapes.py", "without_optimizer");
        Assert.Equal(bare + "\n", run.Output);
        Assert.Empty(run.Steps);
        Assert.Contains(run.Said("notice", "text"), text => text!.Contains("updates without an optimizer are not seen", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_ranks_over_gloo_each_have_a_record_and_say_which_they_are()
    {
        ScriptFolder.DemandTorch();
        var bare = await folder.BareAsync(ScriptFolder.Python, "ddp.py");
        var run = await folder.InjectedAsync(ScriptFolder.Python, "ddp.py");
        Assert.Equal(bare.Output, run.Output);
        Assert.Equal(["0", "1"], run.Said("rank", "rank").Order());
        var ranks = run
            .Streams.Where(stream => stream.Any(record => record.Kind == 2))
            .Select(stream => stream.Where(record => record.Kind == 2).Select(StepRecord.Of).ToArray())
            .ToArray();
        Assert.Equal(2, ranks.Length);
        Assert.Equal(ranks[0].Select(step => step.Weights), ranks[1].Select(step => step.Weights));
        Assert.Empty(ranks[0][1].Batches[0].Samples.Intersect(ranks[1][1].Batches[0].Samples));
    }
}
