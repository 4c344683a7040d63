using Lockstep.Smoke;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;

namespace Lockstep.Vision.Work;

/// <summary>The quick test of a recipe: a few steps on a seeded subset, twice. It leaves nothing behind.</summary>
public sealed class RecipeSmoke
{
    private readonly PreparedRun prepared;
    private readonly SmokeTest test;
    private readonly string subject;

    private RecipeSmoke(PreparedRun prepared, SmokeWish wish, IReadOnlyList<string> mayRest, string subject) =>
        (this.prepared, test, this.subject) = (prepared, new SmokeTest(prepared, wish, mayRest), subject);

    /// <summary>What the user should know before it begins, in sentences.</summary>
    public IReadOnlyList<string> Warnings => prepared.Warnings;

    /// <summary>Checks recipe and data, and takes the locks.</summary>
    /// <param name="mayRest">Patterns of the names of parameters that need not move, beside those that the recipe freezes.</param>
    /// <exception cref="LockstepException">As a training is refused before it begins.</exception>
    public static async Task<RecipeSmoke> PrepareAsync(
        string recipe, IReadOnlyList<string> overrides, SmokeWish wish, IReadOnlyList<string> mayRest, Extensions extensions, CancellationToken cancellation)
    {
        var file = RecipeFile.Load(recipe, overrides, extensions);
        var prepared = await Preparation.PrepareAsync(
            file.Recipe, file.Source, file.FindSnapshot(), expected: null, repositoryFolder: null, runs: "", extensions, hashedBytes: null, cancellation)
            .ConfigureAwait(false);
        return new RecipeSmoke(prepared, wish, mayRest, string.Join(" --set ", [file.Source.FileName, .. overrides.Select(ShellWord.Of)]));
    }

    /// <summary>A test that fails is a report, no exception.</summary>
    public SmokeReport Run(CancellationToken cancellation) => test.Run(subject, cancellation);
}
