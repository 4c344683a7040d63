using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Auditing.Images;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Auditing;

/// <summary>A data set that an audit looks at; what several checks need of it is read once.</summary>
/// <param name="Snapshot">Where it lies.</param>
/// <param name="Expected">The manifest that it must match, as a run has it; null for that at its root.</param>
/// <param name="Recipe">That trains on it; null where none is known, and what lies there is taken as it says itself.</param>
/// <param name="Split">The recipe's split file; null for none.</param>
/// <param name="Excluded">The names of the samples that the run left out.</param>
internal sealed record AuditedData(Snapshot Snapshot, Manifest? Expected, Recipe? Recipe, SplitFile? Split, IReadOnlyList<string> Excluded)
{
    private static readonly DataRecipe Usual = new(Samples.Formats.DatasetFormats.Auto, "auto", "apply", "refuse");
    private static readonly SplitRecipe Nothing = new(null, 0, 0, Stratify: false);

    private Manifest? manifest;
    private Dataset? dataset;
    private IReadOnlyList<ImageTraits>? images;
    private IReadOnlyList<ImagePair>? pairs;

    /// <summary>Whether a command reads it, so that it may be anything.</summary>
    public bool NeedNotBeImages { get; init; }

    /// <summary>As training decodes.</summary>
    public OrientationRule Orientation => Recipe is null ? OrientationRule.Apply : OrientationRules.Of(Recipe.Data.Orientation);

    /// <summary>Whether each image has a purpose: a recipe gives it one where the data set doesn't.</summary>
    /// <exception cref="LockstepException">No labelled images can be read.</exception>
    public bool IsSplit(CancellationToken cancellation) => Recipe is not null || Dataset(cancellation).HasOwnSplit || Dataset(cancellation).Test.Count > 0;

    /// <summary>That of the run, that at its root, or one of what lies there.</summary>
    /// <exception cref="LockstepException">It can't be read.</exception>
    public Manifest Manifest(CancellationToken cancellation) => manifest ??= Expected ?? NamedSnapshot.ManifestOf(Snapshot, cancellation);

    /// <summary>Which image is what, and what for.</summary>
    /// <exception cref="LockstepException">No labelled images can be read.</exception>
    public Dataset Dataset(CancellationToken cancellation)
    {
        if (dataset is null)
        {
            dataset = Samples.Dataset.ReadToList(
                Snapshot, Manifest(cancellation), Recipe?.Data ?? Usual, Recipe?.Split ?? Nothing, Split);
            dataset = Recipe is not null || dataset.HasOwnSplit ? dataset : dataset.With([.. dataset.Train, .. dataset.Validation], []);
            dataset = Excluded.Count == 0 ? dataset : dataset.Without(Excluded.ToHashSet(StringComparer.Ordinal));
        }

        return dataset;
    }

    /// <summary>What one look at each image finds, in the order of the samples.</summary>
    /// <exception cref="LockstepException">No labelled images can be read.</exception>
    public IReadOnlyList<ImageTraits> Images(CancellationToken cancellation) =>
        images ??= ImageSurvey.Of(Snapshot, Dataset(cancellation), Orientation, cancellation);

    /// <summary>For each image to validate or to test on the training image that is nearly the same, if there is one.</summary>
    /// <exception cref="LockstepException">No labelled images can be read.</exception>
    public IReadOnlyList<ImagePair> Pairs(CancellationToken cancellation) =>
        pairs ??= new PairSearch(Snapshot, Orientation, Images(cancellation)).Find(cancellation);
}
