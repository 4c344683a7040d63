namespace Lockstep.Cli.Tests;

/// <summary>What is named in a file's place and is none is refused at once: a pipe may be waited for and a device read for ever.</summary>
[Collection(nameof(AugmentCheckTests))]
public sealed class NoFileTests
{
    [Theory]
    [InlineData("env verify AT/pipe", 3)]
    [InlineData("env verify /dev/zero", 3)]
    [InlineData("env diff /dev/zero AT/pipe", 3)]
    [InlineData("train AT/pipe", 2)]
    [InlineData("train AT/recipe.yaml --set split.file=AT/pipe", 2)]
    [InlineData("recipe check AT/pipe", 2)]
    [InlineData("smoke /dev/zero", 3)]
    [InlineData("smoke AT/command.yaml --golden AT/pipe", 3)]
    [InlineData("audit AT/pipe", 3)]
    [InlineData("audit AT --baseline AT/pipe", 2)]
    [InlineData("ablate AT/pipe", 3)]
    [InlineData("exec --recipe AT/pipe", 125)]
    [InlineData("rerun AT/pipe", 3)]
    [InlineData("diff AT/pipe /dev/zero", 3)]
    [InlineData("ledger show AT/pipe", 3)]
    [InlineData("rerun AT/runs/a", 3)]
    [InlineData("runs show AT/runs/a", 3)]
    public async Task Named_for_a_file_a_pipe_or_a_device_is_refused_at_once(string command, int exitCode)
    {
        using var place = new Workplace().WithDigits(1);
        await place.ShellAsync("mkfifo pipe; mkdir -p runs/a; mkfifo runs/a/run.json; printf 'kind: command\ncommand: [\"true\"]\n' > command.yaml");
        var run = Task.Run(
            () => InThisProcess.RunAsync(command.Split(' ').Select(word => word.Replace("AT", place.Folder, StringComparison.Ordinal))),
            TestContext.Current.CancellationToken);
        var (code, _, errors) = await run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Matches("(pipe|run.json) is a named pipe, and no file|/dev/zero is a device, and no file", errors);
        Assert.Equal(exitCode, code);
    }
}
