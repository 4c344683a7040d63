using System.Text.Json;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Losses;
using Lockstep.Vision.Tests.Recipes;
using Lockstep.Vision.Training;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Training;

public sealed class LossesTests
{
    [Fact]
    public void Every_loss_and_its_gradient_are_those_of_PyTorch_and_torchvision()
    {
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "training", "losses.json")));
        var names = new HashSet<string>();
        foreach (var @case in fixture.RootElement.EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var recipe = RecipeText.Loss(RecipeText.Of(@case, "name", "label_smoothing", "gamma", "alpha"));
            var weights = @case.GetProperty("class_weights") is { ValueKind: JsonValueKind.Array } list
                ? list.EnumerateArray().Select(weight => weight.GetDouble()).ToArray()
                : null;
            var labels = tensor(@case.GetProperty("labels").EnumerateArray().Select(label => label.GetInt64()).ToArray());
            var logits = tensor(Floats(@case, "logits")).reshape(labels.shape[0], -1).requires_grad_();
            var value = LossCatalog.Build(recipe, weights)(logits, labels);
            value.backward();
            Assert.Equal(@case.GetProperty("loss").GetSingle(), value.item<float>(), 1e-6f);
            // after backward there is one
            Assert.Equal(Floats(@case, "gradient"), logits.grad!.data<float>().ToArray(), (left, right) => Math.Abs(left - right) <= 1e-6f);
            names.Add(recipe.Name);
        }

        Assert.Equal(["bce", "cross_entropy", "focal"], names.Order());
    }

    [Fact]
    public void An_answer_that_is_right_beyond_rounding_has_a_finite_gradient()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { 200f, -200f }).reshape(1, 2).requires_grad_();
        var value = LossCatalog.Build(RecipeText.Loss("{name: focal, gamma: 0.5, alpha: null}"), null)(logits, zeros(1, dtype: int64));
        value.backward();
        Assert.Equal(0, value.item<float>());
        Assert.All(logits.grad!.data<float>().ToArray(), slope => Assert.Equal(0, slope)); // after backward there is one
    }

    [Fact]
    public void Binary_cross_entropy_of_a_mixed_batch_is_that_of_the_mixed_target()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { 1.5f, -0.5f, 0.25f, -2f, 0.5f, 1f }).reshape(2, 3);
        using var batch = new Batch(zeros(2, 3, 2, 2), arange(0, 4, 2, dtype: int64), []);
        var mixed = MixedBatch.Of(batch, new BatchMixture([1, 0], 0.75, null));
        var target = tensor(new[] { 0.75f, 0, 0.25f, 0.25f, 0, 0.75f }).reshape(2, 3);
        var expected = nn.functional.binary_cross_entropy_with_logits(logits, target).item<float>();
        Assert.Equal(expected, mixed.LossOf(logits, LossCatalog.Build(RecipeText.Loss("bce"), null)).item<float>(), 1e-6f);
    }

    private static float[] Floats(JsonElement @case, string key) => [.. @case.GetProperty(key).EnumerateArray().Select(value => value.GetSingle())];
}
