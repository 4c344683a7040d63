using Lockstep.Exec.Python;

namespace Lockstep.Tests.Exec.Injecting;

public sealed class ModeTests : IDisposable
{
    private const string Program = """
        import torch, warnings
        warnings.simplefilter("error")
        torch.backends.cudnn.benchmark = True
        x = torch.nn.Parameter(torch.zeros(4))
        optimizer = torch.optim.SGD([x], lr=0.1)
        for _ in range(2):
            x.sum().backward()
            torch.zeros(4).put_(torch.tensor([1, 1]), torch.ones(2))
            optimizer.step()
        print("done", torch.are_deterministic_algorithms_enabled(), torch._C._get_cudnn_benchmark())
        """;

    private readonly ScriptFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task By_default_an_operator_without_a_deterministic_algorithm_is_a_finding_and_nothing_more()
    {
        var run = await RunAsync(InjectionMode.Default);
        Assert.Equal((0, "done True True\n", ""), (run.ExitCode, run.Output, run.Errors));
        var finding = Assert.Single(run.Events("nondeterministic")).Event!;
        Assert.Equal(("put_", "modes.py", 8), ((string?)finding["operator"], (string?)finding["file"], (int?)finding["line"]));
        var switches = run.Events("switches");
        Assert.Equal(["first", "last", "exit"], switches.Select(record => (string?)record.Event!["when"]));
        Assert.All(switches, record => Assert.Equal("modes.py:3", (string?)record.Event!["set_by"]!["cudnn.benchmark"]));
    }

    [Fact]
    public async Task Strict_makes_it_an_error_and_overrides_the_search_for_fast_kernels()
    {
        var run = await RunAsync(InjectionMode.Strict);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("put_ does not have a deterministic implementation", run.Errors, StringComparison.Ordinal);
        Assert.Contains(
            "torch.backends.cudnn.benchmark = True at modes.py:3 was overridden",
            Assert.Single(run.Said("notice", "text"), text => text!.StartsWith("strict", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Fast_sets_no_switch()
    {
        var run = await RunAsync(InjectionMode.Fast);
        Assert.Equal((0, "done False True\n"), (run.ExitCode, run.Output));
        Assert.Empty(run.Events("nondeterministic"));
        Assert.NotEmpty(run.Events("seed"));
    }

    [Fact]
    public async Task Without_a_ledger_the_switches_are_still_read_back_and_no_step_is_written()
    {
        var run = await RunAsync(InjectionMode.Default, LedgerDepth.Off);
        Assert.Empty(run.Steps);
        Assert.NotEmpty(run.Events("switches"));
    }

    private Task<ScriptRun> RunAsync(InjectionMode mode, LedgerDepth ledger = LedgerDepth.Standard)
    {
        ScriptFolder.DemandTorch();
        folder.Write("modes.py", Program);
        return folder.InjectedAsync([ScriptFolder.Python, "modes.py"], settings => settings with { Mode = mode, Ledger = ledger });
    }
}
