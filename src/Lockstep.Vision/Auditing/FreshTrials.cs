using System.Globalization;
using Lockstep.Audit;
using Lockstep.Environments;
using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Snapshots;
using Lockstep.Vision.Explaining;
using Lockstep.Vision.Extending;

namespace Lockstep.Vision.Auditing;

/// <summary>The first steps of a training, made in processes of their own, and what their ledgers say of each other.</summary>
/// <param name="sets">The data of what is audited.</param>
/// <param name="extensions">What recipes can name beside Lockstep's own.</param>
/// <param name="make">Makes a trial in a process that has done nothing yet.</param>
internal sealed class FreshTrials(AuditedDataSets sets, Extensions extensions, TrialLab.Make make) : IDisposable
{
    /// <summary>So many steps are made.</summary>
    public const int Steps = 5;

    private const string WorkersKey = "loader.workers";

    private AuditSubject? known;
    private Made? first;

    /// <summary>As the recipe says, once more.</summary>
    /// <exception cref="LockstepException">A trial can't be made.</exception>
    public async Task<Outcome> RepeatAsync(AuditSubject subject, CancellationToken cancellation) =>
        await CompareAsync(subject, [], cancellation).ConfigureAwait(false);

    /// <summary>With another number of workers: some where the recipe has none, and none where it has some.</summary>
    /// <exception cref="LockstepException">A trial can't be made.</exception>
    public async Task<(int Before, int Other, Outcome Outcome)> WithOtherWorkersAsync(AuditSubject subject, CancellationToken cancellation)
    {
        var before = Resolve(subject, []).Recipe.Loader.Workers;
        var other = before == 0 ? 2 : 0;
        return (before, other, await CompareAsync(
            subject, [string.Create(CultureInfo.InvariantCulture, $"{WorkersKey}={other}")], cancellation).ConfigureAwait(false));
    }

    /// <summary>What the process of a trial read back from libtorch, once all was set.</summary>
    /// <exception cref="LockstepException">A trial can't be made.</exception>
    public async Task<BoxLock> RandomnessAsync(AuditSubject subject, CancellationToken cancellation) =>
        (await FirstAsync(subject, cancellation).ConfigureAwait(false)).Randomness;

    public void Dispose()
    {
        if (first is not null)
        {
            FrozenFiles.Delete(first.Folder);
            first = null;
        }
    }

    private async Task<Outcome> CompareAsync(AuditSubject subject, string[] overrides, CancellationToken cancellation)
    {
        var a = await FirstAsync(subject, cancellation).ConfigureAwait(false);
        var b = await MakeAsync(subject, overrides, cancellation).ConfigureAwait(false);
        try
        {
            using var left = Ledger.Open(a.LedgerPath);
            using var right = Ledger.Open(b.LedgerPath);
            var comparison = new LedgerPair(left, right).Compare(cancellation);
            return new Outcome(Math.Max(0, comparison.EqualSteps - 1), comparison.Divergence is { } divergence ? Told(divergence) : null);
        }
        finally
        {
            FrozenFiles.Delete(b.Folder);
        }
    }

    /// <summary>The trial that others are held against, made once.</summary>
    private async Task<Made> FirstAsync(AuditSubject subject, CancellationToken cancellation)
    {
        if (!ReferenceEquals(known, subject) || first is null)
        {
            Dispose();
            (first, known) = (await MakeAsync(subject, [], cancellation).ConfigureAwait(false), subject);
        }

        return first;
    }

    private async Task<Made> MakeAsync(AuditSubject subject, string[] overrides, CancellationToken cancellation)
    {
        var recipe = Resolve(subject, overrides);
        var data = sets.Of(subject)[0]; // the recipe's or the run's comes first
        var place = Directory.CreateTempSubdirectory("lockstep-audit-").FullName;
        var isDone = false;
        try
        {
            var request = new TrialRequest(
                Write(place, "recipe.yaml", recipe.ToYaml()), data.Snapshot.Folder, ManifestOf(data, place, cancellation), SplitOf(subject, recipe.Recipe),
                place, "trial", Steps);
            var reply = await make(request, Variables(), cancellation).ConfigureAwait(false);
            isDone = reply.Problem is null;
            return reply is { Problem: null, LedgerPath: { } ledger, Locks: [.., var randomness] }
                ? new Made(place, ledger, BoxLock.Parse(Box.Randomness, randomness, "a trial's lock"))
                : throw new LockstepException($"the first steps could not be made: {reply.Problem ?? "the process of the trial gave no answer"}");
        }
        finally
        {
            if (!isDone)
            {
                FrozenFiles.Delete(place);
            }
        }
    }

    private ResolvedRecipe Resolve(AuditSubject subject, string[] overrides)
    {
        var path = subject.RecipePath ?? throw new LockstepException("there is no recipe");
        var recipe = RecipeReader.Resolve(path, RegularFile.ReadAllBytes(path), overrides, Environment.ProcessorCount, extensions.Recipes);
        return recipe.Recipe.Model.File is var (_, model) && Array.Find(
            [Path.GetFullPath(model), Path.GetFullPath(model, subject.Folder)], Presence.IsFile) is { } file ? recipe.WithModelFileAt(file) : recipe;
    }

    private static string? SplitOf(AuditSubject subject, Recipe recipe) => recipe.Split.File is not { } file ? null
        : subject.Run is { } run ? run.SplitPath
        : Array.Find([Path.GetFullPath(file), Path.GetFullPath(file, subject.Folder)], Presence.IsFile);

    private static string ManifestOf(AuditedData data, string place, CancellationToken cancellation) => Write(
        place, Manifest.FileName, data.Manifest(cancellation).ToJson());

    private static string Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static Dictionary<string, string> Variables() =>
        LockedVariables.Read().ToDictionary(variable => variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);

    private static string Told(FirstDivergence divergence) => string.Create(
        CultureInfo.InvariantCulture, $"step {divergence.Step}, phase {PhaseWord.Of(divergence)}{(divergence.Layer is { } layer ? $", layer {layer}" : "")}");

    /// <summary>What two trials say of each other.</summary>
    /// <param name="Equal">How many steps are the same to the bit.</param>
    /// <param name="Where">They first differ; null where they don't.</param>
    internal sealed record Outcome(long Equal, string? Where);

    private sealed record Made(string Folder, string LedgerPath, BoxLock Randomness);
}
