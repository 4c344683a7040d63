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

    private const string NoSpace = "No space left on device";
    private const long LeastSpace = 1 << 20;

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
                CheckFolder();
                GivenArguments.Check(parsed);
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
                terminal.Error(exception is ExternalException libtorch ? new LibtorchException("Stopped", libtorch).Message : MessageOf(exception));
                return failure ?? code;
            }
        });
        return command;
    }

    /// <summary>Every path is seen from the current folder, which may have been removed.</summary>
    private static void CheckFolder()
    {
        try
        {
            _ = Environment.CurrentDirectory;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var name = Environment.GetEnvironmentVariable("PWD") is { Length: > 0 } was ? $" ({PlainText.OnOneLine(was)})" : "";
            throw new LockstepException($"The current folder{name} is gone: it was removed or moved. Go to one that is there, with 'cd'.", exception);
        }
    }

    /// <summary>Where the folder for temporary files is full, that there can be another.</summary>
    private static string MessageOf(Exception exception)
    {
        var (message, place) = (exception.Message, Path.GetTempPath());
        return message.Contains($"{place}lockstep-", StringComparison.Ordinal)
            && (message.Contains(NoSpace, StringComparison.Ordinal) || new DriveInfo(place).AvailableFreeSpace < LeastSpace)
                ? $"{message.TrimEnd('.')}. The folder for temporary files is full: make room in {place}, or name another one in the variable TMPDIR."
                : message;
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
