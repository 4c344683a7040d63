using System.CommandLine;
using System.Runtime.InteropServices;
using Lockstep.Code;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Snapshots;
using Lockstep.Snapshots.Downloads;
using Lockstep.Snapshots.Stores;
using Lockstep.Vision.Native;

namespace Lockstep.Cli.Frame;

/// <summary>What every command shares: options, signals, errors and their exit codes.</summary>
internal static class CommandFrame
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print the answer as one JSON object on one line of stdout.", Recursive = true };
    private static readonly Option<bool> Quiet = new(
        "--quiet", "-q")
    { Description = "Print no progress, notes or advice, only the answer, warnings and errors.", Recursive = true };
    private static readonly Option<bool> Verbose = new(
        "--verbose", "-v")
    { Description = "Print figures in every digit, and distances in units in the last place (ULPs) too.", Recursive = true };
    private static readonly Option<bool> NoColor = new(
        "--no-color")
    { Description = "No colours; NO_COLOR in the environment does the same.", Recursive = true };

    /// <summary>Adds the options that every command takes.</summary>
    public static void AddOptions(Command root)
    {
        root.Options.Add(Json);
        root.Options.Add(Quiet);
        root.Options.Add(Verbose);
        root.Options.Add(NoColor);
    }

    /// <summary>Gives a command the examples and exit codes that its help opens with.</summary>
    public static Command WithHelp(this Command command, string text)
    {
        ExamplesFirstHelp.Add(command, text);
        return command;
    }

    /// <summary>Gives a command its action, and every error its message and exit code.</summary>
    /// <param name="failure">The exit code of every error, where the exit codes are another program's; null for one each.</param>
    public static Command Runs(this Command command, Func<ParseResult, Terminal, CancellationToken, Task<int>> action, int? failure = null)
    {
        command.SetAction(async (parsed, _) =>
        {
            var terminal = new Terminal(parsed.GetValue(Json), parsed.GetValue(Quiet), parsed.GetValue(NoColor), parsed.GetValue(Verbose));
            using var interruption = new Interruption();
            try
            {
                WrittenPlaces.Check(command, parsed);
                return await action(parsed, terminal, interruption.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
            {
                terminal.Error("interrupted; nothing was left behind.");
                return failure ?? ExitCode.Interrupted;
            }
            catch (Exception exception) when (CodeOf(exception) is { } code)
            {
                terminal.Error(exception is ExternalException libtorch ? new LibtorchException("Stopped", libtorch).Message : exception.Message);
                return failure ?? code;
            }
        });
        return command;
    }

    private static int? CodeOf(Exception exception) => exception switch
    {
        UsageException or RecipeException or UnknownRunException or StoreLocationException or UnknownSnapshotException or SealedFolderException =>
            ExitCode.Usage,
        GateException or LocksNotMetException or UncommittedException or NotAsPinnedException or ContentMismatchException => ExitCode.No,
        LockstepException or IOException or UnauthorizedAccessException or ExternalException => ExitCode.Failed,
        _ => null,
    };
}
