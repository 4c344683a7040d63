namespace Lockstep.Tests.Exec.Injecting;

public sealed class SpecificationTests : IDisposable
{
    private readonly ScriptFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Example_1_prints_its_number_and_leaves_a_record_of_each_step()
    {
        ScriptFolder.DemandTorch();
        var run = await folder.InjectedAsync(ScriptFolder.Python, "spec_example1.py");
        Assert.Equal("12.200364\n", run.Output);
        Assert.Equal("", run.Errors);
        var steps = run.Steps;
        Assert.Equal(17, steps.Count);
        Assert.Equal(12.200364, Math.Round(steps.Skip(1).Take(5).Sum(step => step.Losses.Single()), 6));
        Assert.Equal(Enumerable.Range(0, 512).Select(sample => (long)sample), steps.Skip(1).Take(8).SelectMany(step => step.Batches.Single().Samples).Order());
        Assert.Equal([0.0, 1.0], steps.Skip(1).Select(step => step.Epoch).Distinct());
        Assert.Equal(0.1, steps[1].Rates.Single());
        Assert.Equal((2, 2, 0), (steps[1].Weights.Length, steps[1].Gradients.Length, steps[1].Buffers.Length));
        Assert.Equal("spec_example1.py:8", (string?)run.Events("switches")[0].Event!["set_by"]!["deterministic_algorithms"]);
    }

    [Theory]
    [InlineData("spec_seed_worker.py")]
    [InlineData("spec_example3.py")]
    public async Task Set_seed_with_its_loader_and_the_pipeline_of_Example_3_compute_what_they_compute_bare(string script)
    {
        ScriptFolder.DemandTorch();
        var bare = await folder.BareAsync(ScriptFolder.Python, script);
        var injected = await folder.InjectedAsync(ScriptFolder.Python, script);
        Assert.Equal((0, bare.Output), (injected.ExitCode, injected.Output));
        Assert.NotEqual("", bare.Output);
        Assert.Empty(injected.Events("error"));
    }
}
