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
    /// <summary>In the order of the help.</summary>
    private static readonly NamedCommand[] Commands =
    [
        new("demo", extensions => DemoCommand.Create(extensions())),
        new("init", _ => InitCommand.Create()),
        new("train", extensions => TrainCommand.Create(extensions())),
        new("exec", _ => ExecCommand.Create()),
        new("rerun", extensions => RerunCommand.Create(extensions())),
        new("smoke", extensions => SmokeCommand.Create(extensions())),
        new("audit", extensions => AuditCommand.Create(extensions())),
        new("ablate", extensions => AblateCommand.Create(extensions())),
        new("bench", extensions => BenchCommand.Create(extensions())),
        new("evaluate", extensions => EvaluateCommand.Create(extensions())),
        new("predict", extensions => PredictCommand.Create(extensions())),
        new("runs", _ => RunsCommand.Create()),
        new("diff", _ => DiffCommand.Create()),
        new("bisect", extensions => BisectCommand.Create(extensions())),
        new("explain", extensions => ExplainCommand.Create(extensions())),
        new("trials", extensions => TrialsCommand.Create(extensions())),
        new("ledger", _ => LedgerCommand.Create()),
        new("code", _ => CodeCommand.Create()),
        new("env", _ => EnvCommand.Create()),
        new("bundle", _ => BundleCommand.Create()),
        new("data", extensions => DataCommand.Create(extensions())),
        new("augment", extensions => AugmentCommand.Create(extensions())),
        new("recipe", extensions => RecipeCommand.Create(extensions())),
    ];

    /// <param name="extensions">What a program of the user's adds; not asked for by commands that read no recipe.</param>
    public static async Task<int> RunAsync(string[] arguments, Func<Extensions> extensions)
    {
        // The others are made only where a message names them: making all of them takes longer than running a short one.
        var root = Root(extensions, only: arguments is [var first, ..] ? first : null);
        arguments = Mistyped.HelpAsAnOption(root, arguments);
        var parsed = root.Parse(arguments);
        if (root.Subcommands.Count == 1 && (parsed.Errors.Count > 0 || Mistyped.Word(root, arguments) is not null))
        {
            root = Root(extensions, only: null);
            parsed = root.Parse(arguments);
        }

        if (Mistyped.Word(root, arguments) is var (error, known))
        {
            await Console.Error.WriteLineAsync(PlainText.Of($"error: {error}\nSee 'lockstep {(known == root ? "" : known.Name + " ")}--help'."))
                .ConfigureAwait(false);
            return ExitCode.Usage;
        }

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

    /// <param name="only">The one command that is wanted; all of them where there is none of that name.</param>
    private static Command Root(Func<Extensions> extensions, string? only)
    {
        var root = new Command("lockstep", "Train vision models so that anyone can get the same result again, to the last bit.").WithHelp("""
            Examples:
              lockstep demo                       train on embedded digits, run it again, compare
              lockstep init cats && cd cats       a project to start from
              lockstep data seal data/cats-v1     write the data set's manifest
              lockstep train recipe.yaml          train, and leave a run folder
              lockstep rerun 2026-01-05_small-cnn_plain_v1
                                                  train again from the recorded locks; same bits?

            Exit codes: 0 success or yes; 1 a negative answer; 2 wrong usage or recipe; 3 failed; 130 interrupted.
            """);
        var wanted = Array.FindAll(Commands, command => command.Name == only);
        foreach (var command in wanted.Length > 0 ? wanted : Commands)
        {
            root.Subcommands.Add(command.Create(extensions));
        }

        root.Options.Add(new HelpOption { Action = new ExamplesFirstHelp() });
        root.Options.Add(new VersionOption());
        CommandFrame.AddOptions(root);
        return root;
    }

    private static IEnumerable<string> CommandPath(System.CommandLine.Parsing.SymbolResult? result) =>
        result is System.CommandLine.Parsing.CommandResult { Parent: not null } command ? CommandPath(command.Parent).Append(command.Command.Name) : [];

    private sealed record NamedCommand(string Name, Func<Func<Extensions>, Command> Create);
}
