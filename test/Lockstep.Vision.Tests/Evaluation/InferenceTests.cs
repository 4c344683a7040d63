using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Native;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Tensors;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Tests.Runs;
using Lockstep.Vision.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Evaluation;

/// <summary>With models that don't heed <c>eval()</c>, as a TorchScript module traced in training mode doesn't.</summary>
[Collection(LibtorchState.Name)]
public sealed class InferenceTests : IDisposable
{
    private readonly TrainedRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task A_model_that_draws_is_validated_the_same_each_time_whatever_the_batches_the_workers_and_what_was_drawn_before()
    {
        var run = await runs.TrainAsync("model=dropping train.epochs=1", extensions: Own());
        var first = await EvaluatedAsync(run, "");
        Assert.True(first.Draws);
        Assert.Equal(run.ReadRecord().Metrics["valLoss"], first.Loss);
        Generators.Seed(TestDevice.Here, 99);
        Assert.Equal(Scores(first), Scores(await EvaluatedAsync(run, "loader.workers=3")));
        Assert.Equal(Scores(first), Scores(await EvaluatedAsync(run, "train.batch_size=5")));
        Assert.Contains(first.Predictions, prediction => prediction.Scores.Any(score => score != first.Predictions[0].Scores[0]));
    }

    [Fact]
    public async Task A_model_that_draws_says_the_same_of_an_image_alone_and_among_others_in_any_order()
    {
        var run = await runs.TrainAsync("model=dropping train.epochs=1", extensions: Own());
        string[] images = [.. Directory.GetDirectories(runs.Digits).Select(folder => Directory.GetFiles(folder).Order(StringComparer.Ordinal).First())];
        var recipe = (await runs.PrepareAsync("model=dropping train.batch_size=4", Own())).Recipe.Recipe;
        Dictionary<string, float[]> Predicted(IEnumerable<string> paths) =>
            new Predictor(recipe, run.LastCheckpointPath, 10, new(8, 8), Own()).Predict([.. paths], 10, TestContext.Current.CancellationToken)
                .ToDictionary(image => image.Path, image => image.Top.OrderBy(one => one.Class).Select(one => one.Score).ToArray());
        var together = Predicted(images);
        Assert.Equal(10, together.Count);
        var turned = Predicted(images.Reverse());
        foreach (var path in images)
        {
            Assert.Equal(together[path], turned[path]);
        }

        Assert.Equal(together[images[7]], Predicted([images[7]])[images[7]]);
        var validated = (await EvaluatedAsync(run, "")).Predictions;
        Assert.All(validated.Where(prediction => together.ContainsKey(Path.Combine(runs.Digits, prediction.Sample.Source.Name))), prediction =>
            Assert.Equal(together[Path.Combine(runs.Digits, prediction.Sample.Source.Name)], prediction.Scores));
    }

    [Theory]
    [InlineData("dropping")]
    [InlineData("mlp")]
    public async Task Training_draws_the_same_however_often_it_is_validated(string model)
    {
        var prepared = await runs.PrepareAsync($"model={model}", Own());
        string WeightsAfter(params int[] validations)
        {
            using var trainer = new Trainer(
                TaskCatalog.Of(prepared.Recipe.Recipe, prepared.Data), prepared.Recipe.Recipe, prepared.Snapshot, prepared.Gate.Reading, prepared.Data, Own());
            foreach (var (epoch, times) in validations.Index())
            {
                trainer.TrainEpoch(epoch + 1, _ => true, CancellationToken.None);
                for (var time = 0; time < times; time++)
                {
                    trainer.Validate(CancellationToken.None);
                }

                trainer.EndEpoch();
            }

            return Safetensors.DigestOf(trainer.Weights);
        }

        var never = WeightsAfter(0, 0, 0);
        Assert.Equal(never, WeightsAfter(1, 1, 1));
        Assert.Equal(never, WeightsAfter(0, 3, 0));
    }

    [Fact]
    public async Task A_model_that_draws_when_it_is_built_is_evaluated_with_what_it_drew_in_training()
    {
        var run = await runs.TrainAsync("model=drawn-at-birth train.epochs=1", extensions: Own());
        Generators.Seed(TestDevice.Here, 99);
        Assert.Equal(run.ReadRecord().Metrics["valLoss"], (await EvaluatedAsync(run, "", "drawn-at-birth")).Loss);
    }

    [Fact]
    public async Task What_training_should_know_of_such_a_model_is_said_before_it()
    {
        Assert.Contains(Validation.DrawsWarning, (await runs.PrepareAsync("model=dropping", Own())).Warnings);
        Assert.Contains((await runs.PrepareAsync("model=still", Own())).Warnings, warning =>
            warning.StartsWith("Model: 1 of its 1 batch norms keep their statistics in training, 'norm' first", StringComparison.Ordinal));
        Assert.DoesNotContain((await runs.PrepareAsync("model=heeding", Own())).Warnings, warning => warning.StartsWith("Model:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_model_that_validation_changes_is_refused_before_training_and_in_it()
    {
        var refused = await Assert.ThrowsAsync<RecipeException>(() => runs.PrepareAsync("model=learning-always", Own()));
        Assert.Contains("it changes its 'norm.running_mean' and 2 more tensors in evaluation mode", refused.Message, StringComparison.Ordinal);

        var sound = await runs.PrepareAsync("model=heeding", Own());
        using var trainer = new Trainer(
            TaskCatalog.Of(sound.Recipe.Recipe, sound.Data),
            sound.Recipe.Recipe with { Model = sound.Recipe.Recipe.Model with { Name = "learning-always" } }, sound.Snapshot, sound.Gate.Reading,
            sound.Data, Own());
        Assert.Contains(
            "it changes its 'norm.", Assert.Throws<LockstepException>(() => trainer.Validate(CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    private async Task<Validation> EvaluatedAsync(RunFolder run, string set, string model = "dropping")
    {
        var prepared = await runs.PrepareAsync($"model={model} {set}", Own());
        var task = TaskCatalog.Of(prepared.Recipe.Recipe, prepared.Data);
        return (Validation)new Evaluator(task, prepared.Recipe.Recipe, prepared.Snapshot, prepared.Gate.Reading, prepared.Data, size: null, Own())
            .Run(run.LastCheckpointPath, prepared.Data.Validation, withLoss: true, CancellationToken.None);
    }

    private static IEnumerable<float> Scores(Validation validation) => validation.Predictions.SelectMany(prediction => prediction.Scores);

    private static Extensions Own()
    {
        var extensions = new Extensions();
        void Add(string name, Func<bool, bool>? norms, double dropout, bool isDrawnAtBirth = false) =>
            extensions.Models.Add(
                name, "A model for a test.", [], (_, input, classes) => new Odd(input.Height * input.Width * 3, classes, norms, dropout, isDrawnAtBirth));
        Add("dropping", null, 0.5);
        Add("drawn-at-birth", null, 0, isDrawnAtBirth: true);
        Add("still", _ => false, 0);
        Add("heeding", training => training, 0);
        Add("learning-always", _ => true, 0);
        return extensions;
    }

    /// <summary>One layer, with what a model may do wrong before it.</summary>
    private sealed class Odd : nn.Module<Tensor, Tensor>
    {
        private readonly Linear linear;
        private readonly BatchNorm1d? norm;
        private readonly Func<bool, bool>? isLearning;
        private readonly double dropout;
        private readonly float[] mask;

        /// <param name="isLearning">Whether batch norm takes its statistics from the batch, by whether the model trains; null for none.</param>
        /// <param name="dropout">Active in evaluation too.</param>
        public Odd(int inputs, int classes, Func<bool, bool>? isLearning, double dropout, bool isDrawnAtBirth)
            : base(nameof(Odd))
        {
            linear = nn.Linear(inputs, classes);
            (this.isLearning, this.dropout) = (isLearning, dropout);
            norm = isLearning is null ? null : nn.BatchNorm1d(inputs);
            using var drawn = rand(inputs);
            mask = isDrawnAtBirth ? [.. drawn.data<float>()] : [];
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var numbers = input.flatten(1);
            if (mask.Length > 0)
            {
                numbers *= tensor(mask, device: input.device);
            }

            if (norm is not null && isLearning is not null)
            {
                var was = norm.training;
                norm.train(isLearning(training));
                numbers = norm.call(numbers);
                norm.train(was);
            }

            return linear.call(dropout == 0 ? numbers : nn.functional.dropout(numbers, dropout, training: true));
        }
    }
}
