using System.CommandLine;

namespace Lockstep.Cli;

/// <summary>Options that several commands share.</summary>
internal static class RunOptions
{
    public static Argument<string> Recipe() => new("RECIPE") { Description = "The recipe's file, YAML or JSON." };

    public static Argument<string> Run() => new("RUN") { Description = "A run's folder, its name, or the first digits (4 or more) of its lock ID or result ID." };

    public static Option<string> Runs() => new("--runs") { HelpName = "DIR", Description = "The folder that holds the runs.", DefaultValueFactory = _ => "runs" };

    public static Option<string[]> Set() => new("--set") { HelpName = "key=value", Description = "Override a value of the recipe, for example train.lr=0.01; may be repeated. Recorded with the run.", DefaultValueFactory = _ => [] };

    public static Option<bool> JsonProgress() => new("--json-progress") { Description = "Print what happens as JSON on stdout, an object a line: started, step, epoch, checkpoint, finished." };

    public static Option<string?> Name() => new("--name") { HelpName = "NAME", Description = "The run's name; without it, date, model, tag and the next free version." };
}
