namespace Lockstep.Tests.Exec.Injecting;

/// <summary>All shapes of training loops, run once bare and once with the module: one Python each, which makes a fork for each shape.</summary>
public sealed class ShapeRuns : IDisposable
{
    private static readonly string[] Shapes =
    [
        "accumulation",
        "two_optimizers",
        "lbfgs",
        "amp_bf16",
        "grad_scaler",
        "ema",
        "lightning_like",
        "own_optimizer",
        "tied_and_sparse",
        "iterable",
        "persistent_workers",
        "batch_sampler",
        "frozen_and_added",
        "checkpointed",
        "without_optimizer",
    ];

    private readonly ScriptFolder folder = new();
    private Task<(ScriptRun Bare, ScriptRun Injected)>? both;

    public void Dispose() => folder.Dispose();

    /// <summary>What a shape printed bare, what it printed with the module, and the records of its process.</summary>
    internal async Task<(string Bare, string Injected, IReadOnlyList<StreamRecord> Records)> OfAsync(string shape)
    {
        var (bare, injected) = await (both ??= RunAsync());
        Assert.Equal((0, ""), (injected.ExitCode, injected.Errors));
        var place = Array.IndexOf(Shapes, shape);

        // The last has no steps, as the process that all are forked from.
        var hasSteps = injected.Streams.ToLookup(stream => stream.Any(record => record.Kind == 2));
        var process = place < Shapes.Length - 1 ? hasSteps[true].ElementAt(place) : hasSteps[false].Last();
        return (bare.Output.Split('\n')[place], injected.Output.Split('\n')[place], process);
    }

    private async Task<(ScriptRun Bare, ScriptRun Injected)> RunAsync()
    {
        string[] command = [ScriptFolder.Python, "shapes.py", .. Shapes];
        var bare = await folder.BareAsync(command);
        return (bare, await folder.InjectedAsync(command, settings => settings with { Ledger = Lockstep.Exec.Python.LedgerDepth.Deep }));
    }
}
