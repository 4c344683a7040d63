using System.CommandLine;
using System.CommandLine.Help;
using Lockstep.Cli.Commands;
using Lockstep.Cli.Explaining;
using Lockstep.Cli.Frame;
using Lockstep.Exec;
using Lockstep.Vision.Extending;

namespace Lockstep.Cli;

/// <summary>The commands.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] arguments, Extensions extensions)
    {
        var root = new Command("lockstep", "Train vision models so that anyone can get the same result again, to the last bit.")
        {
            DemoCommand.Create(extensions),
            InitCommand.Create(),
            TrainCommand.Create(extensions),
            ExecCommand.Create(),
            RerunCommand.Create(extensions),
            SmokeCommand.Create(extensions),
            BenchCommand.Create(extensions),
            EvaluateCommand.Create(extensions),
            PredictCommand.Create(extensions),
            RunsCommand.Create(),
            DiffCommand.Create(),
            BisectCommand.Create(extensions),
            ExplainCommand.Create(extensions),
            TrialsCommand.Create(extensions),
            LedgerCommand.Create(),
            BundleCommand.Create(),
            DataCommand.Create(extensions),
            AugmentCommand.Create(extensions),
            RecipeCommand.Create(extensions),
        }.WithHelp("""
            Examples:
              lockstep demo                       train on embedded digits, run it again, compare
              lockstep init cats && cd cats       a project to start from
              lockstep data seal data/cats-v1     write the data set's manifest
              lockstep train recipe.yaml          train, and leave a run folder
              lockstep rerun 2026-01-05_small-cnn_plain_v1
                                                  train again from the recorded locks; same bits?

            Exit codes: 0 success or yes; 1 a negative answer; 2 wrong usage or recipe; 3 failed; 130 interrupted.
            """);
        root.Options.Add(new HelpOption { Action = new ExamplesFirstHelp() });
        root.Options.Add(new VersionOption());
        CommandFrame.AddOptions(root);

        arguments = Mistyped.HelpAsAnOption(root, arguments);
        if (Mistyped.Word(root, arguments) is var (error, known))
        {
            await Console.Error.WriteLineAsync(PlainText.Of($"error: {error}\nSee 'lockstep {(known == root ? "" : known.Name + " ")}--help'."))
                .ConfigureAwait(false);
            return ExitCode.Usage;
        }

        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync(PlainText.Of($"error: {Mistyped.Explain(parsed)}")).ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"See 'lockstep {string.Join(' ', CommandPath(parsed.CommandResult).Append("--help"))}'.").ConfigureAwait(false);
            return parsed.CommandResult.Command.Name == "exec" ? CommandExit.Own : ExitCode.Usage;
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = Stdout.Out })
            .ConfigureAwait(false);
    }

    private static IEnumerable<string> CommandPath(System.CommandLine.Parsing.SymbolResult? result) =>
        result is System.CommandLine.Parsing.CommandResult { Parent: not null } command ? CommandPath(command.Parent).Append(command.Command.Name) : [];
}
