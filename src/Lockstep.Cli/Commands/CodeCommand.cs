using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Frame;
using Lockstep.Code.Restoring;
using Lockstep.Files;
using Lockstep.Sharing.Bundles;

namespace Lockstep.Cli.Commands;

/// <summary>The code of recorded runs.</summary>
internal static class CodeCommand
{
    public static Command Create() => new("code",
        "Bring back the code of a run: its commit, with the changes that were not committed, or the copies that it has.")
    {
        CreateRestore(), CreateDiff(),
    };

    private static Command CreateRestore()
    {
        var run = RunOptions.Run();
        var into = new Argument<string>("DIR") { Description = "A new or an empty folder." };
        var repository = Repository();
        var runs = RunOptions.Runs();
        return new Command("restore", "Write the code that a run was made with into a folder; nothing of it is executed.") { run, into, repository, runs }
            .WithHelp("""
                The files are as git checks them out: attributes for line ends, identifiers and encodings count,
                no filter, hook or setting does, and your work tree, index and stash stay untouched.

                Examples:
                  lockstep code restore 2026-01-05_small-cnn_plain_v1 then
                  lockstep code restore 3f2a91 then --repository ../clone

                Exit codes: 0 it is there; 2 no such run, or the folder is not empty; 3 the commit is nowhere, or can't be written here,
                or the run holds none of its code.
                """).Writes(parsed => [parsed.GetValue(into)]).Runs((parsed, terminal, cancellation) =>
            {
                using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
                var restored = RestoredCode.Restore(
                    named.Find(parsed.GetRequiredValue(run)), parsed.GetRequiredValue(into), parsed.GetValue(repository), cancellation);
                terminal.Result($"folder     {ShownPath.Of(restored.Folder)}");
                terminal.Result(restored.Commit is { } commit
                    ? $"commit     {commit}, {Counted.Of(restored.Files, "file")}, from {restored.Repository}"
                    : "commit     none; the run itself has all that could be brought back");
                var changes = restored.Changed.Count == 0 ? "none" : string.Join(", ", restored.Changed.Select(PlainText.OnOneLine));
                terminal.Result($"changes    {changes}");
                foreach (var missing in restored.Missing)
                {
                    terminal.Warning($"not there: {missing}.");
                }

                terminal.Json(CodeAnswer.Of(restored));
                return Task.FromResult(ExitCode.Success);
            });
    }

    private static Command CreateDiff()
    {
        var a = RunOptions.Run("A");
        var b = RunOptions.Run("B");
        var repository = Repository();
        var runs = RunOptions.Runs();
        return new Command("diff", "Show how the code of one run differs from another's, changes that were not committed included.") { a, b, repository, runs }
            .WithHelp("""
                Examples:
                  lockstep code diff 3f2a91 latest
                  lockstep code diff 3f2a91 latest | git apply

                Exit codes: 0 the same files; 1 they differ; 2 no such run; 3 a commit is nowhere.
                """).Runs((parsed, terminal, cancellation) =>
            {
                using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
                var difference = CodeDifference.Between(
                    named.Find(parsed.GetRequiredValue(a)), named.Find(parsed.GetRequiredValue(b)), parsed.GetValue(repository), cancellation);
                foreach (var told in difference.Submodules.Select(submodule => submodule.ToString()))
                {
                    terminal.ResultBeside(told);
                }

                foreach (var missing in difference.Missing)
                {
                    terminal.Warning($"not compared: {missing}.");
                }

                if (!terminal.WantsJson)
                {
                    Stdout.Bytes.Write(difference.Patch);
                    Stdout.Bytes.Flush();
                }

                terminal.Json(CodeAnswer.Of(difference));
                return Task.FromResult(difference.IsEmpty ? ExitCode.Success : ExitCode.No);
            });
    }

    private static Option<string?> Repository() => new("--repository")
    {
        HelpName = "DIR",
        Description = "A clone that has the commit; without it, the one that you are in, and then the one that the run was made in.",
    };
}
