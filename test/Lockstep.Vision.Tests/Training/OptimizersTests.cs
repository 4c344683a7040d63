using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Recipes;
using Lockstep.Vision.Models;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Tests.Recipes;
using Lockstep.Vision.Training.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Training;

[Collection(LibtorchState.Name)]
public sealed class OptimizersTests
{
    [Fact]
    public void Every_optimizer_moves_the_parameters_as_PyTorch_does_with_and_without_exemptions_from_decay()
    {
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "training", "optimizers.json")));
        var names = new HashSet<string>();
        foreach (var @case in fixture.RootElement.EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var recipe = RecipeOf(@case);
            using var model = Model(@case.GetProperty("first"));
            using var optimizer = Built(recipe, @case.GetProperty("lr").GetDouble(), model);
            var images = tensor(Floats(@case.GetProperty("images"))).reshape(8, 6);
            var labels = tensor(@case.GetProperty("labels").EnumerateArray().Select(label => label.GetInt64()).ToArray());
            foreach (var expected in @case.GetProperty("steps").EnumerateArray())
            {
                optimizer.zero_grad();
                nn.functional.cross_entropy(model.forward(images), labels).backward();
                optimizer.step();
                foreach (var (parameter, values) in model.parameters().Zip(expected.EnumerateArray()))
                {
                    Assert.Equal(Floats(values), parameter.data<float>().ToArray(), (left, right) => Math.Abs(left - right) <= 1e-6f);
                }
            }

            names.Add(recipe.Name);
        }

        Assert.Equal(["adam", "adamw", "rmsprop", "sgd"], names.Order());
    }

    [Theory]
    [InlineData(new string[] { }, new string[] { })]
    [InlineData(new[] { "bias" }, new[] { "1.bias", "3.bias" })]
    [InlineData(new[] { "norm" }, new[] { "1.weight", "1.bias" })]
    [InlineData(new[] { "bias", "norm" }, new[] { "1.weight", "1.bias", "3.bias" })]
    public void What_decay_leaves_alone_is_told_by_shape_and_name(string[] kinds, string[] expected)
    {
        using var model = Net();
        Assert.Equal(expected, NoDecay.Of(kinds, [.. model.named_parameters()]));
    }

    [Theory]
    [InlineData("bias", 21)]
    [InlineData("norm", 40)]
    public void A_residual_network_has_two_parameters_for_each_of_its_twenty_normalisations_and_a_last_bias(string kind, int expected)
    {
        using var model = ModelCatalog.Build(RecipeText.Model("resnet18"), 32, 32, 3, null);
        var found = NoDecay.Of([kind], [.. model.named_parameters()]);
        Assert.Equal(expected, found.Length);
        Assert.Equal(kind == "bias", found.Contains("fc.bias"));
        Assert.DoesNotContain(found, name => name.Contains("conv", StringComparison.Ordinal));
    }

    private static optim.Optimizer Built(OptimizerRecipe recipe, double lr, Sequential model)
    {
        var parameters = model.named_parameters().ToArray();
        return OptimizerCatalog.Build(recipe, lr, parameters, NoDecay.Of(recipe.NoDecay, parameters));
    }

    private static OptimizerRecipe RecipeOf(JsonElement @case)
    {
        var keys = JsonNode.Parse(@case.GetProperty("keys").GetRawText())!.AsObject(); // every case has them, and a name
        keys["name"] = @case.GetProperty("name").GetString();
        return RecipeText.Optimizer(keys.ToJsonString());
    }

    private static Sequential Model(JsonElement values)
    {
        var model = Net();
        using var still = no_grad();
        foreach (var (parameter, first) in model.parameters().Zip(values.EnumerateArray()))
        {
            parameter.copy_(tensor(Floats(first)).reshape(parameter.shape));
        }

        return model;
    }

    private static Sequential Net() => nn.Sequential(nn.Linear(6, 5, hasBias: false), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 3));

    private static float[] Floats(JsonElement values) => [.. values.EnumerateArray().Select(value => value.GetSingle())];
}
