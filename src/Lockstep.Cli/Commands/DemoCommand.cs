using System.CommandLine;
using System.Globalization;
using System.Text;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Snapshots;
using Lockstep.Vision.Demo;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>The whole of Lockstep in a minute: real data, a training, a rerun, a verdict.</summary>
internal static class DemoCommand
{
    public static Command Create(Extensions extensions)
    {
        var epochs = new Option<int>("--epochs") { HelpName = "N", Description = "Epochs to train, each time.", DefaultValueFactory = _ => 8 };
        var keep = new Option<string?>("--keep")
        {
            HelpName = "DIR",
            Description = "Where to put the data set and the runs; a new folder under the system's temporary one without it."
        };
        return new Command("demo", "Train a small network on 1,797 embedded handwritten digits, train it again, and compare the two to the last bit.")
        {
            epochs, keep
        }
            .WithHelp("""
                Example:
                  lockstep demo --keep lockstep-demo
                """).Writes(parsed => [parsed.GetValue(keep)]).Runs(async (parsed, terminal, cancellation) =>
        {
            if (parsed.GetValue(epochs) < 1)
            {
                throw new UsageException($"--epochs {parsed.GetValue(epochs)}: expected at least 1.");
            }

            var root = FolderFor(parsed.GetValue(keep));
            var data = Path.Combine(root, "data", "digits-v1");
            var runs = Path.Combine(root, "runs");

            terminal.Message($"1. {HandwrittenDigits.Count} handwritten digits become a snapshot: {data}");
            HandwrittenDigits.WriteSnapshot(data);
            var manifest = new Snapshot(data).Seal("digits-v1", TimeProvider.System, cancellation: cancellation);
            terminal.Message($"   manifest {manifest.Id}");

            terminal.Message("2. Train, with everything that can change the result locked");
            var file = WriteRecipe(root, data, parsed.GetValue(epochs), extensions);
            var (first, record) = await TrainCommand.RunAsync(terminal, file, repositoryFolder: null, runs, name: null, cancellation).ConfigureAwait(false);
            if (record.Status == RunStatus.Finished)
            {
                terminal.Message("3. Run it again from the locks");
                (first, record) = await RerunCommand.RunAsync(
                    terminal, new Rerun(first, runs, new MovedFiles(), Allowed: [], Tolerance: null, extensions), name: null, seed: null, cancellation)
                    .ConfigureAwait(false);
            }

            RunReport.Print(terminal, first, record);
            if (record.Status == RunStatus.Finished)
            {
                PrintNext(terminal, root, record);
            }

            return RunReport.ExitCodeOf(record);
        });
    }

    private static string FolderFor(string? keep)
    {
        if (keep is null)
        {
            return Directory.CreateTempSubdirectory("lockstep-demo-").FullName;
        }

        var root = Path.GetFullPath(keep);
        return Presence.IsFolder(root) && Directory.EnumerateFileSystemEntries(root).Any()
            ? throw new UsageException($"--keep {keep}: the folder is not empty. Name another one.")
            : root;
    }

    private static RecipeFile WriteRecipe(string root, string data, int epochs, Extensions extensions)
    {
        var path = Path.Combine(root, "recipe.yaml");
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $$"""
            # The recipe of 'lockstep demo'.
            seed: 1337
            dataset: '{{data.Replace("'", "''", StringComparison.Ordinal)}}'
            model: small-cnn
            train: {batch_size: 64, epochs: {{epochs}}, lr: 0.002}
            optimizer: adam
            schedule: {name: cosine, warmup_epochs: 1}
            augment:
              normalize: {mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}

            """), new UTF8Encoding(false));
        return RecipeFile.Load(path, [], extensions);
    }

    private static void PrintNext(Terminal terminal, string root, RunRecord record)
    {
        var runs = ShownPath.Of(Path.Combine(root, "runs"));
        terminal.Result("");
        var same = record.Verdict is { IsIdentical: true } ? "by the same weights, to the last bit" : "but not by the same weights";
        terminal.Result(string.Create(
            CultureInfo.InvariantCulture, $"accuracy   {record.Metrics["valAccuracy"]:P2} of the digits it was not trained on, both times {same}"));
        terminal.Result("");
        terminal.Result("Try next:");
        terminal.Result($"  lockstep runs show {record.Name} --runs {ShellWord.Of(runs)}      what was locked");
        terminal.Result($"  lockstep train {ShellWord.Of(ShownPath.Of(Path.Combine(root, "recipe.yaml")))} --runs {ShellWord.Of(runs)} --set seed=7      "
            + "another seed, another lock ID");
        terminal.Result("  lockstep init my-project      a project with your own images");
    }
}
