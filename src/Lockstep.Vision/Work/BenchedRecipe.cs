using Lockstep.Recipes;
using Lockstep.Vision.Benchmarks;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Models;
using Lockstep.Vision.Runs;

namespace Lockstep.Vision.Work;

/// <summary>A recipe whose training is timed, with determinism <c>strict</c> and <c>fast</c>, for one model or several. It leaves nothing behind.</summary>
public sealed class BenchedRecipe
{
    private readonly PreparedRun prepared;
    private readonly IReadOnlyList<RecipeFile> files;
    private readonly int? steps;

    private BenchedRecipe(PreparedRun prepared, IReadOnlyList<RecipeFile> files, int? steps, int rounds) =>
        (this.prepared, this.files, this.steps, Rounds) = (prepared, files, steps, rounds);

    /// <summary>The names of all models that need no file.</summary>
    public static IReadOnlyList<string> Models => ModelCatalog.Networks;

    /// <summary>Of the first model; the others have all but the model from it.</summary>
    public Recipe Recipe => files[0].Recipe.Recipe;

    /// <summary>Turns of each mode.</summary>
    public int Rounds { get; }

    /// <summary>What the user should know before it begins, in sentences.</summary>
    public IReadOnlyList<string> Warnings => prepared.Warnings;

    /// <param name="models">In place of the recipe's; empty for that.</param>
    /// <param name="steps">Timed in each turn, from 1; null for as many as <see cref="Benchmark.Budget"/> has time for.</param>
    /// <param name="rounds">Turns of each mode, from 1.</param>
    /// <exception cref="UsageException">Fewer steps or rounds.</exception>
    /// <exception cref="LockstepException">As a training is refused before it begins.</exception>
    public static async Task<BenchedRecipe> PrepareAsync(
        string path, IReadOnlyList<string> overrides, IReadOnlyList<string> models, int? steps, int rounds, Extensions extensions,
        CancellationToken cancellation)
    {
        if (steps < 1 || rounds < 1)
        {
            throw new UsageException($"--steps and --rounds must be at least 1; found {steps ?? 1} and {rounds}.");
        }

        RecipeFile[] files = models.Count == 0
            ? [RecipeFile.Load(path, overrides, extensions)]
            : [.. models.Select(model => RecipeFile.Load(path, [.. overrides, $"model={model}"], extensions))];
        var prepared = await Preparation.PrepareAsync(
            files[0].Recipe, files[0].Source, files[0].FindSnapshot(), expected: null, repositoryFolder: null, runs: "", extensions,
            hashedBytes: null, cancellation)
            .ConfigureAwait(false);
        return new BenchedRecipe(prepared, files, steps, rounds);
    }

    /// <param name="timing">Told of each model before it is timed.</param>
    /// <param name="timed">Told what came of each: a model that can't take the recipe's images has its reason.</param>
    public void Run(Action<string> timing, Action<BenchRow> timed, CancellationToken cancellation)
    {
        var scratch = Directory.CreateTempSubdirectory("lockstep-bench-").FullName;
        try
        {
            foreach (var file in files)
            {
                timing(file.Recipe.Recipe.Model.Name);
                timed(Time(prepared with { Recipe = file.Recipe }, scratch, cancellation));
            }
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private BenchRow Time(PreparedRun prepared, string scratch, CancellationToken cancellation)
    {
        var model = prepared.Recipe.Recipe.Model.Name;
        try
        {
            return new BenchRow(model, new Benchmark(prepared, scratch, steps, Rounds).Run(cancellation), Problem: null);
        }
        catch (LockstepException exception)
        {
            return new BenchRow(model, Report: null, exception.Message);
        }
    }
}
