using System.Text;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Losses;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tasks.Classification;

/// <summary>Each image is of one class.</summary>
internal sealed class ClassificationTask(Recipe recipe, Dataset data) : ITask
{
    private readonly double[]? weights = ClassWeights.Of(recipe.Loss, data);
    private readonly Func<Tensor, Tensor, Tensor> loss = LossCatalog.Build(recipe.Loss, ClassWeights.Of(recipe.Loss, data));

    public int Outputs => data.Classes.Count;

    public IReadOnlyList<BestChoice> Choices { get; } =
        [new(Validation.AccuracyChoice, IsHigherBetter: true), new(Validation.LossChoice, IsHigherBetter: false)];

    public IReadOnlyList<string> Curves { get; } = [Validation.AccuracyMetric];

    public IReadOnlyList<string> Metrics => [Validation.LossMetric, .. Scores];

    public IReadOnlyList<string> Scores =>
        [Validation.AccuracyMetric, .. data.Classes.SelectMany(name => new[] { Validation.PrecisionOf(name), Validation.RecallOf(name) })];

    public void Check(ResolvedRecipe recipe) => ClassWeights.Check(recipe, data);

    public Tensor Collate(IReadOnlyList<Sample> samples) => SampleReader.ClassesOf(samples);

    public Tensor Loss(Tensor outputs, Tensor targets) => loss(outputs, targets);

    public IValidationPass Validate(bool withLoss) =>
        new ClassificationPass(data.Classes, withLoss ? new ValidationLoss(recipe.Loss, weights) : null, ClassScores.KindFor(recipe.Loss.Name));

    public string CardOf(ImageSize input) => new ModelCard(recipe.Model.Name, input, ClassScores.KindFor(recipe.Loss.Name), data.Classes).ToJson();

    public IReadOnlyList<Artifact> ArtifactsOfBest(IValidation validation, int epoch)
    {
        var confusion = ((Validation)validation).Confusion;
        return
        [
            new("confusion_matrix.json", () => Encoding.UTF8.GetBytes(confusion.ToJson(epoch).ToJsonString() + "\n")),
            new("confusion_matrix.csv", () => Encoding.UTF8.GetBytes(confusion.ToCsv())),
        ];
    }

    public IReadOnlyList<Artifact> ArtifactsOf(FinishedTraining training) => ClassificationArtifacts.Of(training);
}
