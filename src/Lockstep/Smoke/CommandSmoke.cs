using Lockstep.Checks;
using Lockstep.Code;
using Lockstep.Exec;
using Lockstep.Files;
using Lockstep.Ledgers.Commands;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Text;

namespace Lockstep.Smoke;

/// <summary>The quick test of a command: as it is given, twice, each time ended after so many steps of its optimizers. It leaves no run behind.</summary>
public sealed class CommandSmoke
{
    private const string Stepping = "steps";

    private readonly ResolvedCommand recipe;
    private readonly CommandSource source;
    private readonly SmokeWish wish;
    private readonly IReadOnlyList<string> mayRest;

    /// <param name="mayRest">Patterns of the names of parameters that need not move.</param>
    /// <exception cref="UsageException">The recipe leaves no ledger that the losses could come from.</exception>
    public CommandSmoke(ResolvedCommand recipe, CommandSource source, SmokeWish wish, IReadOnlyList<string> mayRest)
    {
        (this.recipe, this.source, this.wish, this.mayRest) = (recipe, source, wish, mayRest);
        if (!recipe.Recipe.Inject || recipe.Recipe.Ledger == CommandRecipe.LedgerOff)
        {
            throw new UsageException(
                "the losses of a command come from its ledger, which its recipe switches off. Take out 'inject: false' and 'ledger: off'.");
        }
    }

    /// <summary>Runs it.</summary>
    /// <param name="streams">Where what the command prints goes.</param>
    /// <param name="warned">Told what the user should know, in sentences, before it begins.</param>
    /// <param name="requiresClean">Whether all of the code must be committed.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="UncommittedException">It must, and is not.</exception>
    public async Task<SmokeReport> RunAsync(
        string folder, CommandStreams streams, Action<string> warned, bool requiresClean, CancellationToken cancellation)
    {
        var runs = Directory.CreateTempSubdirectory("lockstep-smoke-").FullName;
        try
        {
            // What earlier runs left is no code, as where one is made.
            var prepared = await CommandPreparation.PrepareAsync(
                recipe, source, folder, Path.GetFullPath(RunIndex.UsualFolder), expected: null, dataFolders: null, cancellation).ConfigureAwait(false);
            if (requiresClean)
            {
                UncommittedException.Refuse(prepared.Git);
            }

            prepared = prepared with { EndsAfterSteps = wish.Epochs is null ? wish.Steps : null, EndsAfterEpochs = wish.Epochs };
            foreach (var warning in prepared.Warnings)
            {
                warned(warning);
            }

            var (first, run) = Once(prepared, runs, "first", streams, cancellation);
            var second = first.IsSound ? Once(prepared, runs, "second", streams, cancellation).Pass : null;
            var invariants = SmokeChecks.FindingsOf(recipe.Recipe.Invariants, first);
            var steps = first.Problem is { Name: Stepping } problem ? problem : Check.Passed(Stepping, Told(first.Losses.Count));
            return new SmokeReport(
                string.Join(' ', prepared.Recipe.Recipe.Command.Select(ShellWord.Of)), run.ReadLocks(),
                new SmokeSize(wish.Epochs is null ? wish.Steps : first.Losses.Count, wish.Epochs, Images: null, BatchSize: null), first,
                [steps, .. SmokeChecks.Of(first, second, invariants)])
            {
                Invariants = invariants,
                IsDirty = prepared.Git?.IsDirty,
            };
        }
        finally
        {
            FrozenFiles.Delete(runs);
        }
    }

    private string Told(int made) => wish.Epochs is null && made < wish.Steps
        ? $"it ended by itself after {Counted.Of(made, "step")} of the {wish.Steps} that were asked for"
        : "";

    private (SmokePass Pass, RunFolder Folder) Once(
        PreparedCommand prepared, string runs, string name, CommandStreams streams, CancellationToken cancellation)
    {
        var folder = CommandRun.ClaimFolder(prepared, runs, name);
        var (record, _) = new CommandRun(prepared, folder, streams, TimeProvider.System).Execute(rerun: null, cancellation);
        if (record.Status == RunStatus.Interrupted)
        {
            throw new OperationCanceledException(cancellation);
        }

        var steps = Presence.IsFile(folder.LedgerPath) ? StepsIn(folder.LedgerPath, cancellation) : [];
        var pass = PassOf(steps, folder);
        return (
            record.Status == RunStatus.Failed ? pass with { Problem = Check.Failed(Stepping, $"the command failed: {record.Reason}") }
            : pass.Losses.Count == 0 ? pass with
            {
                Problem = Check.Failed(
                    Stepping, "no loss of a step of PyTorch's optimizers was seen, so there is nothing to judge; 'lockstep exec' says more of what it sees"),
            }
            : pass,
            folder);
    }

    private SmokePass PassOf(List<CommandStep> steps, RunFolder folder)
    {
        CommandStep[] made = [.. steps.Where(step => step.OptimizerStep > 0)];
        var untrained = CommandRecord.Read(folder, command => command[CommandStory.UntrainedKey])?.AsArray()
            .Select(name => (string?)name ?? "").ToHashSet(StringComparer.Ordinal) ?? [];
        var optimizers = steps.GroupBy(step => step.Optimizer.Number).SelectMany(group => ParametersOf([.. group], untrained)).ToArray();
        var known = optimizers.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        return new SmokePass(
            [.. made.Where(step => step.Losses.Count > 0).Select(step => step.Losses.Average(loss => loss.Value))], CommandResult.Read(folder)?.Weights ?? "")
        {
            Parameters = [.. optimizers, .. untrained.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal).Select(name =>
                new SmokeParameter(name, Learns: false, MayRest(name), HadGradient: false, Moved: false))],
            HighestRate = made.SelectMany(step => step.Rates).DefaultIfEmpty(double.NaN).Max(),
            Metrics = Presence.IsFile(folder.MetricsPath) ? [.. MetricsLog.Read(folder.MetricsPath)] : [],
        };
    }

    /// <summary>By the digests: a gradient that is zero at each step has the same one at each.</summary>
    private IEnumerable<SmokeParameter> ParametersOf(CommandStep[] steps, HashSet<string> untrained)
    {
        var (before, last) = (steps[0], steps[^1]);
        for (var index = 0; index < last.Optimizer.Parameters.Count && index < last.Parameters.Count; index++)
        {
            var name = last.Optimizer.Parameters[index].Name;
            uint[] gradients = [.. steps.Where(step => step.OptimizerStep > 0).Select(step => step.Gradients.ElementAtOrDefault(index))];
            yield return new SmokeParameter(
                name,
                !untrained.Contains(name),
                MayRest(name),
                Array.Exists(gradients, gradient => gradient != 0) && (gradients.Length < 2 || gradients.Distinct().Count() > 1),
                before.Parameters.ElementAtOrDefault(index) != last.Parameters[index]);
        }
    }

    private bool MayRest(string name) => mayRest.Any(pattern => NamePattern.Of(pattern).IsMatch(name));

    private static List<CommandStep> StepsIn(string path, CancellationToken cancellation)
    {
        using var ledger = CommandLedgerFile.Open(path);
        return [.. ledger.StepsOfLongest(cancellation)];
    }
}
