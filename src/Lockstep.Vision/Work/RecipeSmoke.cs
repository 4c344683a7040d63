using Lockstep.Code;
using Lockstep.Runs;
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

    private readonly bool? isDirty;

    private RecipeSmoke(PreparedRun prepared, SmokeWish wish, IReadOnlyList<string> mayRest, string subject, bool? isDirty) =>
        (this.prepared, test, this.subject, this.isDirty) = (prepared, new SmokeTest(prepared, wish, mayRest), subject, isDirty);

    /// <summary>What the user should know before it begins, in sentences.</summary>
    public IReadOnlyList<string> Warnings => prepared.Warnings;

    /// <summary>Checks recipe and data, and takes the locks.</summary>
    /// <param name="mayRest">Patterns of the names of parameters that need not move, beside those that the recipe freezes.</param>
    /// <param name="requiresClean">Whether all of the code must be committed.</param>
    /// <exception cref="LockstepException">As a training is refused before it begins.</exception>
    public static async Task<RecipeSmoke> PrepareAsync(
        string recipe, IReadOnlyList<string> overrides, SmokeWish wish, IReadOnlyList<string> mayRest, Extensions extensions, bool requiresClean,
        CancellationToken cancellation)
    {
        var file = RecipeFile.Load(recipe, overrides, extensions);
        var isDirty = await IsDirtyAsync(file.Source.Folder, file.FindSnapshot().Folder, requiresClean, cancellation).ConfigureAwait(false);
        var prepared = await Preparation.PrepareAsync(
            file.Recipe, file.Source, file.FindSnapshot(), expected: null, repositoryFolder: null, runs: "", extensions, hashedBytes: null, cancellation)
            .ConfigureAwait(false);
        return new RecipeSmoke(prepared, wish, mayRest, string.Join(" --set ", [file.Source.FileName, .. overrides.Select(ShellWord.Of)]), isDirty);
    }

    /// <summary>A test that fails is a report, no exception.</summary>
    public SmokeReport Run(CancellationToken cancellation) => test.Run(subject, cancellation) with { IsDirty = isDirty };

    /// <summary>Null outside git, and where a repository can't be read: the test itself needs none.</summary>
    /// <exception cref="LockstepException">Clean code is required, and it is not, or that can't be told.</exception>
    private static async Task<bool?> IsDirtyAsync(string folder, string data, bool requiresClean, CancellationToken cancellation)
    {
        try
        {
            var git = await GitRepository.ReadAsync(folder, [Path.GetFullPath(RunIndex.UsualFolder), data], cancellation).ConfigureAwait(false);
            if (requiresClean)
            {
                UncommittedException.Refuse(git);
            }

            return git?.IsDirty;
        }
        catch (LockstepException) when (!requiresClean)
        {
            return null;
        }
    }
}
