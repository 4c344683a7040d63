using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Cli.Commands.Runs;

/// <summary>Takes a run away.</summary>
internal static class RemoveCommand
{
    public static Command Create()
    {
        var run =
            new Argument<string>("RUN") { Description = "A run's folder, its name, 'latest', or the first digits (4 or more) of its lock ID or result ID." };
        var runs = RunOptions.Runs();
        return new Command("remove", "Remove a run with all that it holds; also one that is damaged, or was killed before it began.") { run, runs }.WithHelp("""
            Examples:
              lockstep runs remove 2026-01-05_small-cnn_plain_v1

            Exit codes: 0 it is gone; 2 no such run; 3 it is being trained, or can't be taken away.
            """).Runs((parsed, terminal, _) =>
        {
            var folder = new RunIndex(parsed.GetRequiredValue(runs)).Find(parsed.GetRequiredValue(run));
            folder.Remove();
            terminal.Result($"removed    {ShownPath.Of(folder.FullPath)}");
            terminal.Json(RunAnswer.OfRemoved(folder));
            return Task.FromResult(ExitCode.Success);
        });
    }
}
