using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.InteropServices;
using Lockstep.Cli.Commands;
using Lockstep.Cli.Explaining;
using Lockstep.Data;
using Lockstep.Data.Downloads;
using Lockstep.Data.Stores;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Native;

namespace Lockstep.Cli;

/// <summary>The commands, and what every one of them shares: options, signals, errors and their exit codes.</summary>
internal static class CommandLine
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print the answer as one JSON object on one line of stdout.", Recursive = true };
    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Print no progress and no messages, only the answer, warnings and errors.", Recursive = true };
    private static readonly Option<bool> NoColor = new("--no-color") { Description = "No colours; NO_COLOR in the environment does the same.", Recursive = true };

    public static async Task<int> RunAsync(string[] arguments, Extensions extensions)
    {
        var root = new Command("lockstep", "Train vision models so that anyone can get the same result again, to the last bit.")
        {
            DemoCommand.Create(extensions),
            InitCommand.Create(),
            TrainCommand.Create(extensions),
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
        root.Options.Add(Json);
        root.Options.Add(Quiet);
        root.Options.Add(NoColor);

        arguments = Mistyped.HelpAsAnOption(root, arguments);
        if (Mistyped.Word(root, arguments) is var (error, known))
        {
            await Console.Error.WriteLineAsync($"error: {error}\nSee 'lockstep {(known == root ? "" : known.Name + " ")}--help'.").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"error: {Mistyped.Explain(parsed)}").ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"See 'lockstep {string.Join(' ', CommandPath(parsed.CommandResult).Append("--help"))}'.").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = Answers.Out }).ConfigureAwait(false);
    }

    /// <summary>Gives a command the examples and exit codes that its help opens with.</summary>
    public static Command WithHelp(this Command command, string text)
    {
        ExamplesFirstHelp.Add(command, text);
        return command;
    }

    /// <summary>Gives a command its action, and every error its message and exit code.</summary>
    public static Command Runs(this Command command, Func<ParseResult, Terminal, CancellationToken, Task<int>> action)
    {
        command.SetAction(async (parsed, _) =>
        {
            var terminal = new Terminal(parsed.GetValue(Json), parsed.GetValue(Quiet), parsed.GetValue(NoColor));
            using var interruption = new Interruption();
            try
            {
                WrittenPlaces.Check(command, parsed);
                return await action(parsed, terminal, interruption.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
            {
                terminal.Error("interrupted; nothing was left behind.");
                return ExitCode.Interrupted;
            }
            catch (Exception exception) when (CodeOf(exception) is { } code)
            {
                terminal.Error(exception is ExternalException libtorch ? new LibtorchException("Stopped", libtorch).Message : exception.Message);
                return code;
            }
        });
        return command;
    }

    private static int? CodeOf(Exception exception) => exception switch
    {
        UsageException or RecipeException or UnknownRunException or StoreLocationException or UnknownSnapshotException or SealedFolderException => ExitCode.Usage,
        GateException or LocksNotMetException or NotAsPinnedException or ContentMismatchException => ExitCode.No,
        LockstepException or IOException or UnauthorizedAccessException or ExternalException => ExitCode.Failed,
        _ => null,
    };

    private static IEnumerable<string> CommandPath(System.CommandLine.Parsing.SymbolResult? result) =>
        result is System.CommandLine.Parsing.CommandResult { Parent: not null } command ? CommandPath(command.Parent).Append(command.Command.Name) : [];
}
