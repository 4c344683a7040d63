using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;

namespace Lockstep.Vision.Work;

/// <summary>The quick test of a recipe: a few steps on a seeded subset, twice. It leaves nothing behind.</summary>
public sealed class Smoke
{
    private readonly PreparedRun prepared;
    private readonly SmokeTest test;

    private Smoke(PreparedRun prepared, int steps, int images) => (this.prepared, test) = (prepared, new SmokeTest(prepared, steps, images));

    /// <summary>What the user should know before it begins, in sentences.</summary>
    public IReadOnlyList<string> Warnings => prepared.Warnings;

    /// <summary>That of the recipe as it stands; the test itself changes its batches and epochs.</summary>
    public string LockId => prepared.Locks.LockId;

    /// <summary>Checks recipe and data, and takes the locks.</summary>
    /// <param name="steps">Training steps of each of the two; at least 2.</param>
    /// <param name="images">In the subset; at least 1. All where there are fewer.</param>
    /// <exception cref="UsageException">Fewer steps or images.</exception>
    /// <exception cref="LockstepException">As a training is refused before it begins.</exception>
    public static async Task<Smoke> PrepareAsync(
        string recipe, IReadOnlyList<string> overrides, int steps, int images, Extensions extensions, CancellationToken cancellation)
    {
        if (steps < 2 || images < 1)
        {
            throw new UsageException($"--steps must be at least 2 and --images at least 1; found {steps} and {images}.");
        }

        var file = RecipeFile.Load(recipe, overrides, extensions);
        var prepared = await Preparation.PrepareAsync(
            file.Recipe, file.Source, file.FindSnapshot(), expected: null, repositoryFolder: null, runs: "", extensions, hashedBytes: null, cancellation)
            .ConfigureAwait(false);
        return new Smoke(prepared, steps, images);
    }

    /// <summary>A test that fails is a report, no exception.</summary>
    public SmokeReport Run(CancellationToken cancellation) => test.Run(cancellation);
}
