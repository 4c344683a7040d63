using System.Text;
using Lockstep.Code;
using Lockstep.Invariants;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Environments;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using Lockstep.Vision.Inspection;
using Lockstep.Vision.Native;
using Lockstep.Vision.Training;

namespace Lockstep.Vision.Runs;

/// <summary>Passes the gate and takes the four locks.</summary>
internal static class Preparation
{
    /// <param name="recipe">Resolved.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="snapshot">The data set's folder.</param>
    /// <param name="expected">The manifest it must match, or null for the snapshot's own.</param>
    /// <param name="repositoryFolder">A folder of the repository that the code lies in; null for none.</param>
    /// <param name="runs">Where runs go; what lies there is no code.</param>
    /// <param name="extensions">What the recipe may name beside Lockstep's own.</param>
    /// <param name="git">The state of the code where that is known; null to ask git.</param>
    /// <param name="copies">Of a run that is made again; null for those of the recipe.</param>
    /// <exception cref="GateException">The data is not what its manifest says.</exception>
    /// <exception cref="ImageCheckException">Some of its images can't be trained on.</exception>
    /// <exception cref="RecipeException">The recipe asks for something that the data does not have, or for a device that is not here.</exception>
    public static async Task<PreparedRun> PrepareAsync(
        ResolvedRecipe recipe, RecipeSource source, Snapshot snapshot, Manifest? expected, string? repositoryFolder, string runs,
        Extensions extensions, IProgress<long>? hashedBytes, CancellationToken cancellation, GitState? git = null,
        CodeCopies? copies = null)
    {
        if (recipe.Recipe.Device != "cpu" && await Task.Run(() => Accelerator.Problem(recipe.Recipe), cancellation).ConfigureAwait(false) is { } problem)
        {
            throw new RecipeException([recipe.ProblemAt("device", $"device: {problem}")]);
        }

        // libtorch's 460 MB are read and hashed while the gate reads the data.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var environment = Task.Run(() => ReadEnvironment(recipe.Recipe, stop.Token), stop.Token);
        try
        {
            git ??= repositoryFolder is null ? null : await GitRepository.ReadAsync(repositoryFolder, [runs, snapshot.Folder], cancellation)
                .ConfigureAwait(false);
            var (pass, data, broken) = await Task.Run(() => ReadData(recipe.Recipe, source, snapshot, expected, hashedBytes, cancellation), cancellation)
                .ConfigureAwait(false);
            Sampler.Check(recipe, data);
            var task = TaskCatalog.Of(recipe.Recipe, data);
            task.Check(recipe);
            InvariantProblems.Refuse(recipe, task.Metrics, task.Scores);
            var (environmentLock, randomnessLock) = await environment.ConfigureAwait(false);
            copies ??= CodeCopies.Of(git, FilesOfCode(recipe.Recipe, source, git?.Root ?? source.Folder), cancellation);
            var locks = new LockSet(
                copies.NotedIn(CodeLock.Of(recipe, source.FileName, source.Overrides, git, extensions.Digests(cancellation))),
                DataLock.Of(snapshot, pass, data, recipe.Recipe.Model), environmentLock, randomnessLock);
            var modelWarnings = ModelCheck.Check(recipe, snapshot, pass.Reading, data, extensions);
            LastBatch.Check(recipe, snapshot, pass.Reading, data, extensions);
            List<string> warnings = [
                .. OneDnn.WarningFor(recipe.Recipe.Model) is { } slower ? [slower] : Array.Empty<string>(), .. RecipeDoubts.Of(recipe.Recipe),
                .. Warnings(git, repositoryFolder, snapshot, expected, pass.Manifest, data), .. copies.Warning is { } left ? [left] : Array.Empty<string>(),
                .. ClassGaps.In(data.Counts(), data.HasOwnSplit || source.Split is not null), .. broken, .. modelWarnings
            ];
            return new PreparedRun(recipe, source, snapshot, pass, data, locks, [.. git?.Diff ?? [], .. git?.UntrackedDiff ?? []], warnings, extensions)
            {
                Copies = copies,
                Git = git,
            };
        }
        finally
        {
            // A process that ends while libtorch is being loaded crashes: whatever went wrong, that is waited for.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)environment).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The recipe and the files that it names; its data is the Data box's.</summary>
    private static IEnumerable<CodeFile> FilesOfCode(Recipe recipe, RecipeSource source, string root)
    {
        yield return CodeFile.Of(root, Path.Combine(source.Folder, source.FileName), source.Bytes);
        if (recipe.Split.File is { } split && source.Split is { } content)
        {
            yield return CodeFile.Of(root, Path.GetFullPath(split, source.Folder), Encoding.UTF8.GetBytes(content.Text));
        }

        if (recipe.Model.File is var (_, model))
        {
            yield return CodeFile.Of(root, Path.GetFullPath(model, source.Folder));
        }
    }

    private static (BoxLock Environment, BoxLock Randomness) ReadEnvironment(Recipe recipe, CancellationToken cancellation)
    {
        Determinism.Set(recipe);
        return (EnvironmentLock.Read(recipe, cancellation), RandomnessLock.Read(recipe));
    }

    /// <summary>Passes the gate, finds the samples, and refuses the broken ones, or leaves them out where the recipe says so.</summary>
    private static (GatePass Pass, Dataset Data, string[] Warning) ReadData(
        Recipe recipe, RecipeSource source, Snapshot snapshot, Manifest? expected, IProgress<long>? hashedBytes, CancellationToken cancellation)
    {
        var pass = Gate.Pass(snapshot, expected, recipe.Data.Verify, recipe.Data.Manifest, TimeProvider.System, hashedBytes, cancellation: cancellation);
        var data = Dataset.Read(snapshot, pass.Manifest, recipe.Data, recipe.Split, source.Split);
        var broken =
            recipe.Data.OnBroken == "skip" ? BrokenSamples.Find(snapshot, pass.Manifest, data, OrientationRules.Of(recipe.Data.Orientation), cancellation) : [];
        var kept = broken.Count == 0 ? data : data.Without(broken.Select(sample => sample.Name).ToHashSet(StringComparer.Ordinal));
        var several = ImageCheck.Demand(recipe, snapshot, pass, kept, cancellation);
        return (pass, kept, [.. broken.Count == 0
            ? []
            : new[] { BrokenSamples.Warning(broken, data.Samples.Count()) }, .. ClassGaps.Emptied(data.Counts(), kept.Counts()), .. several]);
    }

    private static List<string> Warnings(GitState? git, string? repositoryFolder, Snapshot snapshot, Manifest? expected, Manifest manifest, Dataset data)
    {
        var warnings = new List<string>();
        if (git is null && repositoryFolder is not null)
        {
            warnings.Add($"Code: {CodeWarnings.WhyNone(repositoryFolder, CancellationToken.None)}, "
                + "so the recipe's own content is all that is locked of the code.");
        }

        if (Environment.GetEnvironmentVariable("OMP_DYNAMIC") is { } dynamic && dynamic.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            // Seen: a small network's loss became NaN within three steps.
            warnings.Add(
                "Environment: OMP_DYNAMIC=true lets OpenMP start fewer threads than libtorch's kernels were promised, and their results go wrong. Unset it.");
        }

        if (git is not null)
        {
            warnings.AddRange(CodeWarnings.Of(git));
        }

        if (expected is null && !snapshot.HasManifest)
        {
            warnings.Add($"Data: {snapshot.Folder} has no manifest, so nothing could be checked; its files are recorded as they are. "
                + $"{UnsealedFolder.Advice(snapshot.Folder)}");
        }

        if (SharedContents.Warning(manifest, data) is { } shared)
        {
            warnings.Add($"Data: {shared} See 'lockstep data show {ShellWord.Of(snapshot.Folder)}'.");
        }

        if (data.SplitIsOf is { } other)
        {
            warnings.Add($"Data: the split file was made for manifest {other[..Math.Min(12, other.Length)]}, and the data set is another now; "
                + "it names the same samples of the same classes.");
        }

        warnings.AddRange(data.Notes.Where(note => note.IsWarning).Select(note => $"Data: {note.Text}"));
        return warnings;
    }
}
