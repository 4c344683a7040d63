using System.CommandLine;
using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Frame;

/// <summary>Options that several commands share.</summary>
internal static class RunOptions
{
    public static Argument<string> Recipe() => new("RECIPE") { Description = "The recipe's file, YAML or JSON." };

    public static Argument<string> Run(string name = "RUN") =>
        new(name) { Description = "A run's folder or bundle, its name, 'latest', or the first digits (4 or more) of its lock ID or result ID." };

    /// <param name="areMade">Whether the command makes the folder where it is not there.</param>
    public static Option<string> Runs(bool areMade = false)
    {
        var runs = new Option<string>("--runs")
        {
            HelpName = "DIR",
            Description = "The folder that holds the runs.",
            DefaultValueFactory = _ => RunIndex.UsualFolder,
        };
        runs.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<string>() is { } path && Problem(path, mustBeThere: !areMade && !given.Implicit) is { } problem)
            {
                given.AddError($"--runs {path}: {problem}; expected the folder that holds the runs.");
            }
        });
        return runs;
    }

    /// <summary>Refuses a run of code that is not committed; <see cref="Code.UncommittedException"/> says what is not.</summary>
    public static Option<bool> RequireClean() => new("--require-clean")
    {
        Description = "Refuse to run unless all of the code is committed: no changes, no files that git neither tracks nor ignores.",
    };

    private static string? Problem(string path, bool mustBeThere)
    {
        try
        {
            return Presence.IsFile(path) ? "a file" : mustBeThere && !Presence.IsFolder(path) ? "no such folder" : null;
        }
        catch (LockstepException exception)
        {
            return exception.Message.TrimEnd('.');
        }
    }

    public static Option<string[]> Set() =>
        new("--set")
        {
            HelpName = "key=value",
            Description = "Override a value of the recipe, for example train.lr=0.01; may be repeated. Recorded with the run.",
            DefaultValueFactory = _ => []
        };

    public static Option<bool> JsonProgress() =>
        new("--json-progress") { Description = "Print what happens as JSON on stdout, an object a line: started, step, epoch, checkpoint, finished." };

    public static Option<double?> Tolerance() => new("--tolerance")
    {
        HelpName = "X",
        Description = "Call results equivalent where metrics and weights are "
            + "off by at most X times max(1, |a|, |b|); without it, what the recipe's 'tolerance' says."
    };

    public static Option<string?> JUnit() =>
        ToFile("--junit", "Write the checks (locks, ledger, metrics, weights, result) as JUnit XML, for continuous integration.");

    /// <summary>One that names a file to write.</summary>
    public static Option<string?> ToFile(string name, string description)
    {
        var option = new Option<string?>(name) { HelpName = "FILE", Description = description };
        option.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<string?>() is { Length: > 0 } path && IsFolder(path))
            {
                given.AddError($"{name} {path}: a folder; expected a file to write.");
            }
        });
        return option;
    }

    private static bool IsFolder(string path)
    {
        try
        {
            return Presence.IsFolder(path);
        }
        catch (LockstepException)
        {
            return false; // what it is, writing there will tell
        }
    }

    /// <exception cref="UsageException">Not a distance.</exception>
    public static double? Checked(double? tolerance) => tolerance is null or (>= 0 and < double.PositiveInfinity)
        ? tolerance
        : throw new UsageException(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"--tolerance {tolerance}: expected a number from 0, such as 1e-6."));

    public static Option<string?> Name() =>
        new("--name") { HelpName = "NAME", Description = "The run's name; without it, date, model, tag and the next free version." };

    public static Option<string?> Data(string when = "") => new(
        "--data")
    { HelpName = "DIR", Description = $"{Begun(when, "Where")} the data set lies now, if it has moved; it must match the recorded manifest." };

    public static Option<string?> Model(string when = "") => new("--model")
    {
        HelpName = "FILE",
        Description = $"{Begun(when, "Where")} the recipe's model.weights or model.torchscript lies now, if it has moved; its SHA-256 must be the recorded one."
    };

    public static Option<string[]> DataOfTwo() =>
        new("--data") { HelpName = "DIR", Description = $"{Data().Description} Given twice: that of A, then that of B.", DefaultValueFactory = _ => [] };

    public static Option<string[]> ModelOfTwo() =>
        new("--model") { HelpName = "FILE", Description = $"{Model().Description} Given twice: that of A, then that of B.", DefaultValueFactory = _ => [] };

    public static Option<string> Checkpoint() => new("--checkpoint")
    {
        HelpName = "best|last|last.raw",
        Description = "The weights of the epoch with the best checkpoint.metric, or those at the end; last.raw are those that train.ema averages.",
        DefaultValueFactory = _ => TrainedRun.Best
    };

    private static string Begun(string when, string sentence) => when.Length == 0 ? sentence : $"{when} {sentence.ToLowerInvariant()}";
}
