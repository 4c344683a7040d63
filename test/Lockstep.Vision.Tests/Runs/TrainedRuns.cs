using System.Text;
using Lockstep.Compare;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Tests.Recipes;
using Lockstep.Vision.Training;

namespace Lockstep.Vision.Tests.Runs;

/// <summary>Real runs on real digits in this process, whose trainer a test can reach into.</summary>
internal sealed class TrainedRuns : IDisposable
{
    private const string Recipe = """
        seed: 7
        dataset: digits
        model: {name: mlp, hidden: [32], dropout: 0.1}
        train: {batch_size: 16, epochs: 7, lr: 0.05}
        loader: {workers: 0}
        threads: 1

        """;

    private readonly TemporaryFolder folder = new();

    /// <summary>The first 20 digits of each of the ten classes: 160 to train on, 10 steps an epoch.</summary>
    public TrainedRuns()
    {
        for (var label = 0; label < 10; label++)
        {
            AllDigits.CopyFirst(20, $"{label}", Digits);
        }
    }

    public string Digits => folder.PathOf("digits");

    public string PathOf(string relPath) => folder.PathOf(relPath);

    /// <param name="set">Overrides, with blanks between them.</param>
    /// <param name="built">Called with the trainer before its first step.</param>
    /// <param name="afterStep">Called with the trainer and the steps done, between two steps.</param>
    /// <param name="changeData">Called when the gate is passed, before training.</param>
    /// <param name="change">Changes what was prepared, its locks among it.</param>
    /// <param name="data">The data set's folder; null for <see cref="Digits"/>.</param>
    public async Task<RunFolder> TrainAsync(
        string set = "",
        Action<Trainer>? built = null,
        Action<Trainer, long>? afterStep = null,
        Extensions? extensions = null,
        Action? changeData = null,
        Action<PreparedRun>? change = null,
        string? data = null)
    {
        var prepared = await PrepareAsync(set, extensions, data);
        change?.Invoke(prepared);
        changeData?.Invoke();
        var run = RunFolder.CreateNext(folder.PathOf("runs"), "run");
        Trainer? trainer = null;
        // the first step comes after Built
        var record = new TrainingRun(prepared, run, TimeProvider.System, new Between(() => afterStep?.Invoke(trainer!, trainer!.Step)))
        {
            Built = made =>
            {
                trainer = made;
                built?.Invoke(made);
            },
        }.Execute(parent: null, judge: null, TestContext.Current.CancellationToken);
        Assert.True(record.Status == RunStatus.Finished, record.Reason);
        return run;
    }

    /// <param name="set">Overrides, with blanks between them.</param>
    public async Task<PreparedRun> PrepareAsync(string set, Extensions? extensions = null, string? data = null)
    {
        extensions ??= Extensions.None;
        var bytes = Encoding.UTF8.GetBytes(Recipe);
        string[] overrides = [$"device={TestDevice.Name}", .. set.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var recipe = RecipeReader.Resolve("recipe.yaml", bytes, overrides, processorCount: 1, extensions.Recipes);
        return await Preparation.PrepareAsync(
            recipe,
            new RecipeSource("recipe.yaml", folder.FullPath, bytes, Split: null, overrides),
            new Snapshot(data ?? Digits),
            expected: null,
            repositoryFolder: null,
            folder.PathOf("runs"),
            extensions,
            hashedBytes: null,
            TestContext.Current.CancellationToken);
    }

    public static RunDiff Diff(RunFolder a, RunFolder b) => RunDiff.Between(a, b, RecipeText.BuiltIn, TestContext.Current.CancellationToken);

    public void Dispose() => folder.Dispose();

    /// <summary>Not Progress, which calls back from another thread.</summary>
    private sealed class Between(Action action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Validation is null)
            {
                action();
            }
        }
    }
}
