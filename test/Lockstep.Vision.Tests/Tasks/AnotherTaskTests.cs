using System.Text.Json.Nodes;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Tasks;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Tests.Runs;
using Lockstep.Vision.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Tests.Tasks;

/// <summary>Training asks the task for targets, loss, figures and what is best, and knows no class itself.</summary>
[Collection(LibtorchState.Name)]
public sealed class AnotherTaskTests : IDisposable
{
    private readonly TrainedRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task A_task_that_is_no_classification_is_trained_and_validated_by_its_own_loss()
    {
        var prepared = await runs.PrepareAsync("train.lr=0.01");
        var task = new HalfOfTheClassNumber();
        using var trainer = new Trainer(task, prepared.Recipe.Recipe, prepared.Snapshot, prepared.Gate.Reading, prepared.Data);

        var before = trainer.Validate(CancellationToken.None);
        var losses = Enumerable.Range(1, 8).Select(epoch =>
        {
            var loss = trainer.TrainEpoch(epoch, _ => true, CancellationToken.None);
            trainer.EndEpoch();
            return loss;
        }).ToArray();
        var after = trainer.Validate(CancellationToken.None);

        Assert.InRange(losses[^1], 0, losses[0] / 2);
        Assert.InRange(after.Loss, 0, before.Loss);
        Assert.Equal([("error", after.Loss)], after.Metrics);
        Assert.Equal(1, trainer.Weights.Values.Last().shape[0]); // a number an image
        Assert.Equal([prepared.Data.Validation.Count, prepared.Data.Validation.Count], task.Validated);
    }

    [Fact]
    public async Task What_a_recipe_can_choose_the_best_by_is_what_classification_offers()
    {
        var prepared = await runs.PrepareAsync("");
        var task = TaskCatalog.Of(prepared.Recipe.Recipe, prepared.Data);

        foreach (var choice in task.Choices)
        {
            Assert.Equal(choice.Metric, (await runs.PrepareAsync($"checkpoint.metric={choice.Metric}")).Recipe.Recipe.Checkpoint.Metric);
        }

        var refused = await Assert.ThrowsAsync<RecipeException>(() => runs.PrepareAsync("checkpoint.metric=other"));
        Assert.Contains($"Valid here: {string.Join(", ", task.Choices.Select(choice => choice.Metric))}.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["val_accuracy"], task.Choices.Where(choice => choice.IsHigherBetter).Select(choice => choice.Metric));
    }

    /// <summary>A regression: half of the class's number is to be told from the image.</summary>
    private sealed class HalfOfTheClassNumber : ITask
    {
        public List<int> Validated { get; } = [];

        public int Outputs => 1;

        public IReadOnlyList<BestChoice> Choices => [new("error", IsHigherBetter: false)];

        public IReadOnlyList<string> Curves => [];

        public IReadOnlyList<string> Metrics => ["error"];

        public IReadOnlyList<string> Scores => [];

        public void Check(ResolvedRecipe recipe)
        {
        }

        public Tensor Collate(IReadOnlyList<Sample> samples) => tensor(samples.Select(sample => sample.Class / 2f).ToArray());

        public Tensor Loss(Tensor outputs, Tensor targets) => functional.mse_loss(outputs.squeeze(1), targets);

        public IValidationPass Validate(bool withLoss) => new Pass(this);

        public string CardOf(ImageSize input) => "{}";

        public IReadOnlyList<Artifact> ArtifactsOfBest(IValidation validation, int epoch) => [];

        public IReadOnlyList<Artifact> ArtifactsOf(FinishedTraining training) => [];

        private sealed class Pass(HalfOfTheClassNumber task) : IValidationPass
        {
            private readonly List<double> errors = [];

            public void Add(Tensor outputs, IReadOnlyList<Sample> samples) =>
                errors.AddRange(ValidationLoop.Rows(outputs).Zip(samples, (numbers, sample) => Math.Pow(Assert.Single(numbers) - (sample.Class / 2.0), 2)));

            public IValidation Result(bool draws)
            {
                task.Validated.Add(errors.Count);
                return new Error(errors.Average(), draws);
            }
        }

        private sealed record Error(double Loss, bool Draws) : IValidation
        {
            public IEnumerable<(string Name, double Value)> Metrics => [("error", Loss)];

            public IReadOnlyList<(string Name, double Value)> Final => [("valError", Loss)];

            public IReadOnlyList<string> Summary => ["val error"];

            public double Deciding(string metric) => Loss;

            public JsonObject ToJson() => new() { ["error"] = Loss };
        }
    }
}
