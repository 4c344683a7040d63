using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Recipes;
using Lockstep.Vision.Extending;

namespace Lockstep.Vision.Tests.Recipes;

/// <summary>Recipes from text, for tests.</summary>
internal static class RecipeText
{
    public const int Processors = 8;

    /// <summary>The example of a small experiment's config file; it must work unchanged.</summary>
    public const string Example =
        """
        # config.yaml
        seed: 1337
        dataset: data/cats-dogs-v1
        train:
          batch_size: 64
          epochs: 10
          lr: 0.001
        augment:
          resize: [224, 224]
          hflip_prob: 0.5
          color_jitter: {brightness: 0.1, contrast: 0.1, saturation: 0.1, hue: 0.05}

        """;

    /// <summary>What recipes can name in Lockstep as it is.</summary>
    public static RecipeAdditions BuiltIn => Extensions.None.Recipes;

    public static ResolvedRecipe Resolve(string yaml, params IReadOnlyList<string> overrides) =>
        RecipeReader.Resolve("config.yaml", Encoding.UTF8.GetBytes(yaml), overrides, Processors, BuiltIn);

    /// <summary>What a recipe says under <c>augment</c>.</summary>
    /// <param name="settings">Each a key and its value, such as <c>hflip_prob=0.5</c>; a later one wins.</param>
    public static AugmentRecipe Augment(params IEnumerable<string> settings) =>
        Resolve("dataset: d\n", [.. settings.Select(setting => $"augment.{setting}")]).Recipe.Augment;

    /// <summary>What a recipe says under <c>model</c>.</summary>
    /// <param name="model">A name, or a mapping.</param>
    public static ModelRecipe Model(string model) => Resolve($"dataset: d\nmodel: {model}\n").Recipe.Model;

    /// <inheritdoc cref="Model"/>
    public static LossRecipe Loss(string loss) => Resolve($"dataset: d\nloss: {loss}\n").Recipe.Loss;

    /// <inheritdoc cref="Model"/>
    public static OptimizerRecipe Optimizer(string optimizer) => Resolve($"dataset: d\noptimizer: {optimizer}\n").Recipe.Optimizer;

    /// <inheritdoc cref="Model"/>
    public static ScheduleRecipe Schedule(string schedule) => Resolve($"dataset: d\nschedule: {schedule}\n").Recipe.Schedule;

    /// <summary>A mapping of some keys of a case, as far as it has them.</summary>
    public static string Of(JsonElement @case, params IReadOnlyList<string> keys) => new JsonObject(@case.EnumerateObject()
        .Where(property => keys.Contains(property.Name)).Select(property => KeyValuePair.Create(property.Name, JsonNode.Parse(property.Value.GetRawText()))))
        .ToJsonString();

    public static ResolvedRecipe ResolveJson(string json, params IReadOnlyList<string> overrides) =>
        RecipeReader.Resolve("config.json", Encoding.UTF8.GetBytes(json), overrides, Processors, BuiltIn);

    public static RecipeException Fails(string yaml, params IReadOnlyList<string> overrides) =>
        Assert.Throws<RecipeException>(() => Resolve(yaml, overrides));

    /// <returns>The lines of the message; there must be some.</returns>
    public static string[] Problems(string yaml, params IReadOnlyList<string> overrides) =>
        Fails(yaml, overrides).Message.Split('\n');

    public static string[] JsonProblems(string json, params IReadOnlyList<string> overrides) =>
        Assert.Throws<RecipeException>(() => ResolveJson(json, overrides)).Message.Split('\n');
}
