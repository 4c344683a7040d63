using Lockstep.Recipes;

namespace Lockstep.Vision.Tests.Recipes;

/// <summary>What a recipe can say of a model's start.</summary>
public sealed class ModelTests
{
    private static readonly string Digest = "a".PadLeft(64, '5');

    [Theory]
    [InlineData("linear", """{"name":"linear"}""")]
    [InlineData("small-cnn", """{"name":"small-cnn"}""")]
    [InlineData("resnet18", """{"name":"resnet18"}""")]
    [InlineData("{name: resnet18, stem: imagenet, weights: null, freeze: []}", """{"name":"resnet18"}""")]
    [InlineData("{name: resnet18, stem: cifar}", """{"name":"resnet18","stem":"cifar"}""")]
    public void Recipes_from_before_a_key_keep_what_is_locked_of_them(string model, string locked) =>
        Assert.Equal(locked, Resolve(model).ResultRelevant["model"]?.ToJsonString());

    [Fact]
    public void Of_pretrained_weights_the_digest_is_locked_and_not_where_they_lie()
    {
        var one = Resolve($"{{weights: a.safetensors, sha256: {Digest}, freeze: ['layer?.*']}}");
        var other = Resolve($"{{weights: /b.safetensors, sha256: {Digest}, freeze: ['layer?.*']}}");
        Assert.Equal(one.ResultRelevant.ToJsonString(), other.ResultRelevant.ToJsonString());
        Assert.Equal(Digest, one.ResultRelevant["model"]?["sha256"]?.GetValue<string>());
        Assert.Equal("layer?.*", Assert.Single(one.Recipe.Model.Freeze ?? []));
        Assert.Equal(("model.weights", "a.safetensors"), one.Recipe.Model.File);
        Assert.Equal("/found", one.WithModelFileAt("/found").Recipe.Model.Weights);
        Assert.Contains("weights: a.safetensors", one.WithModelFileAt("/found").ToYaml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_TorchScript_file_names_its_model_without_a_name()
    {
        var recipe = Resolve($"{{torchscript: net.pt, sha256: {Digest}}}");
        Assert.Equal("torchscript", recipe.Recipe.Model.Name);
        Assert.Equal(("model.torchscript", "net.pt"), recipe.Recipe.Model.File);
        Assert.Equal($$"""{"name":"torchscript","sha256":"{{Digest}}"}""", recipe.ResultRelevant["model"]?.ToJsonString());
        Assert.Equal(recipe.Values.ToJsonString(), RecipeText.Resolve(recipe.ToYaml()).Values.ToJsonString());
    }

    [Theory]
    [InlineData("{weights: a.safetensors}", "model.weights: needs the file's SHA-256. Set 'model.sha256' to what 'sha256sum' prints for it.")]
    [InlineData(
        "{sha256: 555555555555555555555555555555555555555555555555555555555555555a}",
        "model.sha256: is that of no file. Set 'model.weights' to the safetensors file.")]
    [InlineData("{weights: a, sha256: ABC}", "model.sha256: expected a SHA-256 of 64 lower-case hexadecimal digits, found the text 'ABC'.")]
    [InlineData("{torchscript: net.pt}", "'model.sha256' is missing")]
    [InlineData("{name: resnet50, torchscript: net.pt}", "'torchscript' belongs to torchscript; resnet50 has stem, weights, sha256, freeze.")]
    [InlineData("{name: vgg11_bn, stem: cifar}", "'stem' belongs to resnet18 and resnet34 and resnet50; vgg11_bn has weights, sha256, freeze.")]
    [InlineData("{name: mlp, hidden: 5}", "model.hidden: expected a list of at most 64 widths, each a whole number from 1 to 65536, found 5.")]
    [InlineData("{name: mlp, hidden: [5, 0]}", "model.hidden[1]: expected a whole number from 1 to 65536, found 0.")]
    [InlineData("{freeze: layer1}", "model.freeze: expected a list of at most 1000 patterns")]
    public void What_does_not_fit_is_said_with_its_key(string model, string expected) =>
        Assert.Contains(expected, Assert.Throws<RecipeException>(() => Resolve(model)).Message, StringComparison.Ordinal);

    private static ResolvedRecipe Resolve(string model) => RecipeText.Resolve($"dataset: data\nmodel: {model}\n");
}
