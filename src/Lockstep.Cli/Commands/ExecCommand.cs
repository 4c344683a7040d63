using System.CommandLine;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Code;
using Lockstep.Code.Restoring;
using Lockstep.Exec;
using Lockstep.Invariants;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Cli.Commands;

/// <summary>Runs any command between a gate and a record.</summary>
internal static class ExecCommand
{
    public static Command Create()
    {
        var command = new Argument<string[]>("COMMAND") { Description = "The program and its arguments, behind --.", Arity = ArgumentArity.ZeroOrMore };
        var recipe = new Option<string?>("--recipe")
        {
            HelpName = "FILE",
            Description = "A recipe whose kind is command, in place of COMMAND and the options "
            + "that say the same."
        };
        var set = RunOptions.Set();
        var data = new Option<string[]>("--data")
        {
            HelpName = "DIR",
            Description = "A snapshot that the command reads: checked before it runs, and locked. May be repeated.",
            DefaultValueFactory = _ => []
        };
        var seed = new Option<long?>("--seed") { HelpName = "N", Description = "Where the seeds come from that the command doesn't set itself; without it 0." };
        var strict = new Option<bool>("--strict") { Description = "Make it an error where PyTorch has no deterministic algorithm." };
        var fast = new Option<bool>("--fast") { Description = "Only seed: let PyTorch take algorithms that don't repeat." };
        var outputs = new Option<string[]>("--out")
        {
            HelpName = "[ROLE=]GLOB",
            Description = "Which files are the result, below the working folder; a role is a name for one, as model or best. Without it, "
                + "what the command wrote there and left.",
            DefaultValueFactory = _ => []
        };
        var ignore = new Option<string[]>("--ignore")
        {
            HelpName = "KEY",
            Description = "What inside an output is no part of the result, as the date in a checkpoint. May be repeated.",
            DefaultValueFactory = _ => []
        };
        var metrics = new Option<string[]>("--metric")
        {
            HelpName = "REGEX",
            Description = "Find a metric in what the command prints; a named group is its name. May be repeated.",
            DefaultValueFactory = _ => []
        };
        var threads =
            new Option<int?>("--threads") { HelpName = "N", Description = "Threads of OpenMP, MKL and OpenBLAS alike; without it, as the command has them." };
        var ledger = new Option<string?>("--ledger") { HelpName = "off|standard|deep", Description = "What is recorded of each step of PyTorch's optimizers." };
        var name = RunOptions.Name();
        var tag = new Option<string?>("--tag") { HelpName = "TAG", Description = "A word for the run's name." };
        var runs = RunOptions.Runs(areMade: true);
        var twice = new Option<bool>("--twice") { Description = "Run it again afterwards, and say whether the result is the same." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check the data and show the plan; run nothing." };
        var noInject = new Option<bool>("--no-inject") { Description = "Leave Python as it is: no seeds, no ledger." };
        var requireClean = RunOptions.RequireClean();
        var noNetwork = new Option<bool>("--no-network") { Description = "Refuse connections to other machines." };
        return new Command(
            "exec", "Run any command, a PyTorch script first, so that it can be repeated: check its data, seed it, record it, and keep what it made.")
        {
            command, recipe, set, data, seed, strict, fast, outputs, ignore, metrics, threads, ledger, name, tag, runs, twice, dryRun, noInject, noNetwork,
                requireClean,
        }.WithHelp("""
            Examples:
              lockstep exec -- python train.py --lr 0.1
              lockstep exec --twice -- python train.py      does it repeat itself?
              lockstep exec --data data/cats-v1 --out model=out/model.pt -- python train.py
              lockstep exec --metric 'loss: (?<loss>[0-9.]+)' -- ./train.sh
              lockstep rerun latest                         the same command again, and a verdict

            Exit codes: that of the command; 1 where it ended well and an invariant of its recipe is broken; 125 Lockstep failed, the data is not
            what its manifest says, or --require-clean found changes; 126 not executable; 127 not found; with --twice 1 where the results differ.
            """).Writes(parsed => [parsed.GetValue(runs)]).Runs(async (parsed, terminal, cancellation) =>
        {
            var given = parsed.GetValue(command) ?? [];
            if ((given.Length > 0) == parsed.GetValue(recipe) is not null)
            {
                throw new UsageException("expected a command behind '--', as in 'lockstep exec -- python train.py', or --recipe FILE; one of both.");
            }

            if (parsed.GetValue(strict) && parsed.GetValue(fast))
            {
                throw new UsageException("--strict and --fast exclude each other.");
            }

            var (resolved, source) = parsed.GetValue(recipe) is { } file
                ? CommandRecipeFile.Read(file, parsed.GetRequiredValue(set))
                : new GivenCommand(given)
                {
                    Data = parsed.GetRequiredValue(data),
                    Outputs = parsed.GetRequiredValue(outputs),
                    Ignore = parsed.GetRequiredValue(ignore),
                    Metrics = parsed.GetRequiredValue(metrics),
                    Seed = parsed.GetValue(seed),
                    Determinism = parsed.GetValue(strict) ? CommandRecipe.Strict : parsed.GetValue(fast) ? CommandRecipe.Fast : null,
                    Threads = parsed.GetValue(threads),
                    Ledger = parsed.GetValue(ledger),
                    Tag = parsed.GetValue(tag),
                    Inject = !parsed.GetValue(noInject),
                    Network = !parsed.GetValue(noNetwork),
                }.Resolve();
            if (parsed.GetValue(name) is { } wanted && !RunName.IsOne(wanted))
            {
                throw new UsageException($"--name: {RunName.Rule(wanted)}");
            }

            var below = parsed.GetRequiredValue(runs);
            RunsFolder.RefuseUnwritable(below);
            var prepared = await CommandPreparation.PrepareAsync(
                resolved, source, Environment.CurrentDirectory, below, expected: null, dataFolders: null, cancellation)
                .ConfigureAwait(false);
            if (parsed.GetValue(requireClean))
            {
                UncommittedException.Refuse(prepared.Git);
            }

            if (parsed.GetValue(dryRun))
            {
                CommandReport.PrintPlan(terminal, prepared);
                return ExitCode.Success;
            }

            Baselines.Demand(resolved, resolved.Recipe.Invariants, below);
            var folder = CommandRun.ClaimFolder(prepared, below, parsed.GetValue(name));
            var (record, exitCode) = CommandDisplay.Run(terminal, prepared, folder, rerun: null, cancellation);
            if (!parsed.GetValue(twice) || record.Status == RunStatus.Interrupted)
            {
                CommandReport.Print(terminal, prepared, folder, record, exitCode);
                return ExitCodeOf(record, exitCode);
            }

            terminal.Message("Once more, from the recorded locks:");
            using var again = await CommandRerun.PrepareAsync(
                folder, below, [], dataFolders: null, tolerance: null, name: null, new CodeChoice(IsHere: true), cancellation).ConfigureAwait(false);
            var (second, secondCode) = CommandDisplay.Run(terminal, again.Prepared, again.Folder, again, cancellation);
            CommandReport.Print(terminal, again.Prepared, again.Folder, second, secondCode);
            return second.Verdict is { IsYes: false } ? ExitCode.No : ExitCodeOf(second, secondCode);
        }, failure: CommandExit.Own);
    }

    /// <summary>The command's own, but for one that ended well and broke an invariant of its recipe.</summary>
    private static int ExitCodeOf(RunRecord record, int exitCode) => exitCode == ExitCode.Success && record.BreaksInvariants ? ExitCode.No : exitCode;
}
