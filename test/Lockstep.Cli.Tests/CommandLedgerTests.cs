namespace Lockstep.Cli.Tests;

/// <summary>The ledger that an untouched PyTorch script leaves: shown, and compared.</summary>
public sealed class CommandLedgerTests
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import sys
        import torch

        torch.manual_seed(0)
        layer = torch.nn.Linear(3, 2)
        optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
        for step in range(4):
            optimizer.zero_grad()
            loss = layer(torch.ones(2, 3)).sum() * (2 if step == 2 and sys.argv[1:] else 1)
            loss.backward()
            optimizer.step()
        """;

    [Fact]
    public async Task A_ledger_is_shown_as_a_whole_and_a_step_with_its_names()
    {
        using var place = await TrainedAsync("a");
        var shown = await place.RunAsync("ledger", "show", "a");
        Assert.Equal(0, shown.ExitCode);
        Assert.Contains("steps      4, of 1 process\n", shown.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("state      sound\n", shown.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("process    train.py, 4 steps\n  0 (SGD): 4 steps of 2 parameters, 0 buffers\n", shown.StandardOutput, StringComparison.Ordinal);

        var all = await place.JsonAsync(0, "ledger", "show", "a");
        Assert.Equal(("standard", "crc32", 4), (all.Text("level"), all.Text("digests"), all["steps"]?.GetValue<int>()));
        var step = await place.JsonAsync(0, "ledger", "show", "a", "--step", "2");
        Assert.Equal("train.py", step.Text("process"));
        Assert.Equal("weight bias", string.Join(' ', step["records"]?[0]?["parameters"]?.AsArray().Select(parameter => parameter?["name"]) ?? []));

        var text = await place.RunAsync("ledger", "show", "a", "--step", "2", "--process", "train.py");
        Assert.Contains("optimizer      0 (SGD), its step 2, no loader\n", text.StandardOutput, StringComparison.Ordinal);
        Assert.Matches("parameter      [0-9a-f]{8}  gradient [0-9a-f]{8}  weight\n", text.StandardOutput);
    }

    [Fact]
    public async Task A_step_or_process_that_is_not_there_is_wrong_usage()
    {
        using var place = await TrainedAsync("a");
        var step = await place.RunAsync("ledger", "show", "a", "--step", "5");
        Assert.Equal(2, step.ExitCode);
        Assert.Contains("--step 5: train.py of a has no such step; its steps are 0 to 4.", step.StandardError, StringComparison.Ordinal);
        var process = await place.RunAsync("ledger", "show", "a", "--step", "1", "--process", "other.py");
        Assert.Equal(2, process.ExitCode);
        Assert.Contains("--process other.py: the ledger of a has no such process. It has 'train.py'.", process.StandardError, StringComparison.Ordinal);
        Assert.Equal(2, (await place.RunAsync("ledger", "show", "a", "--process", "train.py")).ExitCode);
    }

    [Fact]
    public async Task The_first_step_that_differs_is_named_with_its_phase()
    {
        using var place = await TrainedAsync("a");
        Assert.Equal(0, (await place.RunAsync("exec", "--name", "b", "--", Python, "train.py", "other")).ExitCode);
        var diff = await place.RunAsync("diff", "a", "b");
        Assert.Equal(1, diff.ExitCode);
        Assert.Contains(
            "the same for 2 steps, and then they differ\n  step 3, epoch 0, phase loss\n  train.py: loss ",
            diff.StandardOutput,
            StringComparison.Ordinal);
        var json = await place.JsonAsync(1, "diff", "a", "b");
        var divergence = json["ledger"]?["divergence"];
        Assert.Equal(
            ("loss", "train.py", 3),
            (divergence?["phase"]?.GetValue<string>(), divergence?["process"]?.GetValue<string>(), divergence?["optimizerStep"]?.GetValue<int>()));
    }

    [Fact]
    public async Task The_first_losses_of_a_command_are_those_that_went_backward()
    {
        using var place = await TrainedAsync("a");
        await File.WriteAllTextAsync(
            place.PathOf("train.py"),
            Script.Replace("range(4)", "range(8)", StringComparison.Ordinal) + "\n    losses = (globals().get('losses') or []) + [float(loss.detach())]\n"
                + "print(repr(sum(losses[:5])))\n",
            TestContext.Current.CancellationToken);
        var printed = await place.RunAsync("exec", "--name", "eight", "--", Python, "train.py");
        Assert.Equal(0, printed.ExitCode);
        var sum = double.Parse(printed.StandardOutput, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(sum, (double)(await place.JsonAsync(0, "runs", "show", "eight"))["firstLosses"]!["sum"]!);
        Assert.Contains(", the sum of all 4 losses\n", (await place.RunAsync("runs", "show", "a")).StandardOutput, StringComparison.Ordinal);
        Assert.Contains(
            ", the sum of all 4 losses  |  ", (await place.RunAsync("diff", "a", "eight")).StandardOutput, StringComparison.Ordinal);
    }

    private static async Task<Workplace> TrainedAsync(string name)
    {
        Assert.SkipUnless(File.Exists(Python), $"needs {Python} with torch (apt-get install python3-torch)");
        var place = new Workplace();
        await File.WriteAllTextAsync(place.PathOf("train.py"), Script, TestContext.Current.CancellationToken);
        var result = await place.RunAsync("exec", "--name", name, "--", Python, "train.py");
        Assert.True(result.ExitCode == 0, result.StandardError);
        return place;
    }
}
