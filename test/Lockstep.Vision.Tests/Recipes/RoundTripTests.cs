using CsCheck;
using Lockstep.Recipes;
using Lockstep.Syntax;

namespace Lockstep.Vision.Tests.Recipes;

/// <summary>What holds for every valid recipe.</summary>
public sealed class RoundTripTests
{
    private const int Recipes = 1000;

    [Fact]
    public void A_resolved_recipe_reads_back_to_the_same_values() =>
        RecipeGen.Sparse.Sample(recipe =>
        {
            var resolved = RecipeText.Resolve(YamlText.Block(recipe));

            // Another machine has another number of processors.
            var again = RecipeReader.Resolve("recipe.yaml", System.Text.Encoding.UTF8.GetBytes(resolved.ToYaml()), [], 3, RecipeText.BuiltIn);

            Assert.Equal(resolved.Values.ToJsonString(), again.Values.ToJsonString());
            Assert.Equal(resolved.ToYaml(), again.ToYaml());
            Assert.Empty(again.Defaults);
            Assert.DoesNotContain('\r', resolved.ToYaml());
        }, iter: Recipes);

    [Fact]
    public void JSON_and_YAML_of_one_recipe_give_the_same_result() =>
        RecipeGen.Sparse.Sample(recipe =>
        {
            var yaml = RecipeText.Resolve(YamlText.Block(recipe));
            var json = RecipeText.ResolveJson(recipe.ToJsonString());

            Assert.Equal(yaml.Values.ToJsonString(), json.Values.ToJsonString());
            Assert.Equal(yaml.Defaults, json.Defaults);
            Assert.Equal(yaml.ResultRelevant.ToJsonString(), json.ResultRelevant.ToJsonString());
        }, iter: Recipes);

    [Fact]
    public void Every_value_written_arrives() =>
        RecipeGen.Sparse.Sample(recipe =>
        {
            var values = RecipeText.Resolve(YamlText.Block(recipe)).Values;

            Assert.Equal(recipe["dataset"]?.ToJsonString(), values["dataset"]?.ToJsonString());
            Assert.Equal(recipe["train"]?["lr"]?.ToJsonString() ?? "0.001", values["train"]?["lr"]?.ToJsonString());
            Assert.Equal(recipe["split"]?["seed"]?.ToJsonString() ?? values["seed"]?.ToJsonString(), values["split"]?["seed"]?.ToJsonString());
        }, iter: Recipes);

    [Fact]
    public void The_kind_train_goes_without_saying()
    {
        var (unsaid, said) = (RecipeText.Resolve("dataset: data\n"), RecipeText.Resolve("kind: train\ndataset: data\n"));

        Assert.Equal((RunKind.Train, RunKind.Train), (unsaid.Recipe.Kind, said.Recipe.Kind));
        Assert.Equal(unsaid.ToYaml(), said.ToYaml());
        Assert.Equal(unsaid.ResultRelevant.ToJsonString(), said.ResultRelevant.ToJsonString());
        Assert.DoesNotContain("kind", unsaid.ToYaml() + unsaid.ResultRelevant.ToJsonString() + string.Join(' ', unsaid.Defaults), StringComparison.Ordinal);
    }

    [Fact]
    public void Setting_every_value_by_override_gives_the_same_values() =>
        RecipeGen.Sparse.Sample(recipe =>
        {
            var overrides = recipe.Select(item => $"{item.Key}={YamlText.Flow(item.Value)}").ToList();

            var resolved = RecipeText.Resolve("{}", overrides);

            Assert.Equal(RecipeText.Resolve(YamlText.Block(recipe)).Values.ToJsonString(), resolved.Values.ToJsonString());
        }, iter: Recipes);
}
