using System.CommandLine;
using System.CommandLine.Parsing;
using Lockstep.Answers;
using Lockstep.Checks;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Code;
using Lockstep.Exec;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Smoke;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>The quick test for every commit.</summary>
internal static class SmokeCommand
{
    public static Command Create(Extensions extensions)
    {
        var what = new Argument<string[]>("RECIPE")
        {
            Description = "The recipe's file, YAML or JSON, of a training or of a command; or behind -- a command as 'lockstep exec' takes it.",
            Arity = ArgumentArity.OneOrMore,
        };
        var set = RunOptions.Set();
        var steps = new Option<int?>("--steps") { HelpName = "N", Description = "Training steps, twice; without it 50." };
        var epochs = new Option<int?>("--epochs")
        {
            HelpName = "N",
            Description = "Passes over the images of the subset, or over a command's data, in place of steps.",
        };
        var images = new Option<int?>("--images")
        {
            HelpName = "N",
            Description = "Images in the subset that the recipe's seed draws, and at most so many held out; without it 100.",
        };
        var frozen = new Option<string[]>("--frozen")
        {
            HelpName = "PATTERN",
            Description = "Parameters that need not move, beside the recipe's model.freeze, such as 'layer1.*'. May be repeated.",
            DefaultValueFactory = _ => [],
        };
        var golden = RunOptions.ToFile(
            "--golden", $"The file of golden values; without it {GoldenValues.UsualName} beside the recipe, or where a command runs.");
        var update = new Option<bool>("--update-golden") { Description = "Where the test passes, write what it gave as golden values, to be committed." };
        var require = new Option<bool>("--require-golden") { Description = "Fail where there are no golden values for this environment." };
        var requireClean = RunOptions.RequireClean();
        var reports = new CheckReports();
        var command = new Command(
            "smoke", "Train a few steps on a seeded subset, twice, in batches of at most 16, and check what came of it; no run folder is left.")
        {
            what, set, steps, epochs, images, frozen, golden, update, require, requireClean,
        };
        reports.AddTo(command);
        return command.WithHelp("""
            Passes when the loss drops by at least 5 %, is never NaN or infinite, every parameter that should learn moves, both runs are the
            same to the last bit, the recipe's invariants hold, and the golden values, where there are any, are met.
            The drop is taken between the means of the first and of the last 5 steps, of fewer than 10 steps between the two halves.
            A command runs as it is given, in the current folder, and is ended after so many steps of its optimizers.

            Examples:
              lockstep smoke recipe.yaml
              lockstep smoke recipe.yaml --epochs 1 --junit smoke.xml
              lockstep smoke recipe.yaml --update-golden     then commit lockstep.golden.json
              lockstep smoke -- python train.py

            Exit codes: 0 passed; 1 not, with the reason, or --require-clean found changes; 2 an error in the recipe; 3 failed; 130 interrupted.
            """).Writes(parsed =>
            [
                .. reports.Places(parsed), parsed.GetValue(update) ? GoldenPath(parsed.GetValue(golden), FolderOf(parsed, what)) : parsed.GetValue(golden),
            ]).Runs(async (parsed, terminal, cancellation) =>
        {
            var wish = SmokeWish.Of(parsed.GetValue(steps), parsed.GetValue(epochs), parsed.GetValue(images));
            var folder = FolderOf(parsed, what);
            var values = new GoldenValues(GoldenPath(parsed.GetValue(golden), folder), folder, Refreshing(parsed));
            values.Demand();
            var report = await RunAsync(parsed, terminal, wish, cancellation).ConfigureAwait(false);
            if (!parsed.GetValue(update) && values.Compare(report, parsed.GetValue(require), cancellation) is { } check)
            {
                report = report with { Checks = [.. report.Checks, check] };
            }

            SmokeDisplay.Print(terminal, report);
            if (parsed.GetValue(update))
            {
                terminal.Result(report.Passed ? values.Update(report, cancellation) : "The golden values were not written, since the test failed.");
            }

            reports.Write(parsed, terminal, await SuiteAsync(report, folder, parsed, cancellation).ConfigureAwait(false));
            terminal.Json(SmokeAnswer.Of(report));
            return report.Passed ? ExitCode.Success : ExitCode.No;
        });

        async Task<SmokeReport> RunAsync(ParseResult parsed, Terminal terminal, SmokeWish wish, CancellationToken cancellation)
        {
            var words = parsed.GetRequiredValue(what);
            var patterns = parsed.GetRequiredValue(frozen);
            if (IsCommand(parsed) || IsOfCommand(words[0]))
            {
                var overrides = parsed.GetRequiredValue(set);
                if (IsCommand(parsed) && overrides.Length > 0)
                {
                    throw new UsageException("--set overrides a recipe, and a command was given; write a recipe of the kind command for it.");
                }

                var (recipe, source) = IsCommand(parsed) ? new GivenCommand(words).Resolve() : CommandRecipeFile.Read(words[0], overrides);
                return await new CommandSmoke(recipe, source, wish, patterns)
                    .RunAsync(
                        Environment.CurrentDirectory, CommandDisplay.StreamsToErrors(), terminal.Warning, parsed.GetValue(requireClean), cancellation)
                    .ConfigureAwait(false);
            }

            var smoke = await RecipeSmoke.PrepareAsync(
                words[0], parsed.GetRequiredValue(set), wish, patterns, extensions, parsed.GetValue(requireClean), cancellation).ConfigureAwait(false);
            foreach (var warning in smoke.Warnings)
            {
                terminal.Warning(warning);
            }

            return smoke.Run(cancellation);
        }

        bool IsCommand(ParseResult parsed)
        {
            var words = parsed.GetRequiredValue(what);
            var isCommand = parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash);
            return isCommand || words.Length == 1 ? isCommand : throw new UsageException(
                $"expected one recipe, found {words.Length} words: {string.Join(' ', words.Select(ShellWord.Of))}. "
                + "A command stands behind '--', as in 'lockstep smoke -- python train.py'.");
        }

        string FolderOf(ParseResult parsed, Argument<string[]> given) =>
            IsCommand(parsed) ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(parsed.GetRequiredValue(given)[0])) ?? "/";

        string Refreshing(ParseResult parsed) => string.Join(' ', (string[])
        [
            "lockstep smoke", .. IsCommand(parsed) ? [] : parsed.GetRequiredValue(what).Select(ShellWord.Of),
            .. parsed.GetRequiredValue(set).Select(text => $"--set {ShellWord.Of(text)}"),
            .. new[] { ("--steps", parsed.GetValue(steps)), ("--epochs", parsed.GetValue(epochs)), ("--images", parsed.GetValue(images)) }
                .Where(option => option.Item2 is not null).Select(option => FormattableString.Invariant($"{option.Item1} {option.Item2}")),
            .. parsed.GetRequiredValue(frozen).Select(pattern => $"--frozen {ShellWord.Of(pattern)}"),
            .. parsed.GetValue(golden) is { } file ? [$"--golden {ShellWord.Of(file)}"] : Array.Empty<string>(), "--update-golden",
            .. IsCommand(parsed) ? ["--", .. parsed.GetRequiredValue(what).Select(ShellWord.Of)] : Array.Empty<string>(),
        ]);

        async Task<CheckSuite> SuiteAsync(SmokeReport report, string folder, ParseResult parsed, CancellationToken cancellation)
        {
            var root = await RootAsync(folder, cancellation).ConfigureAwait(false);
            var file = IsCommand(parsed) ? null
                : Path.GetRelativePath(root ?? Environment.CurrentDirectory, Path.GetFullPath(parsed.GetRequiredValue(what)[0]));
            return new CheckSuite("smoke", report.Subject, report.Checks) { File = file, Notes = SmokeDisplay.Notes(report) };
        }
    }

    private static string GoldenPath(string? given, string folder) => given ?? Path.Combine(folder, GoldenValues.UsualName);

    /// <summary>The root of the repository, from which annotations name files; null outside git.</summary>
    private static async Task<string?> RootAsync(string folder, CancellationToken cancellation)
    {
        try
        {
            return await GitRepository.RootAsync(folder, cancellation).ConfigureAwait(false);
        }
        catch (LockstepException)
        {
            return null; // a report needs no repository
        }
    }

    /// <summary>Whether a recipe is of the kind command; what is wrong with one, its reader says.</summary>
    private static bool IsOfCommand(string path) => Presence.IsFile(path) && RecipeReader.IsOfCommand(path, RegularFile.ReadAllBytes(path));
}
