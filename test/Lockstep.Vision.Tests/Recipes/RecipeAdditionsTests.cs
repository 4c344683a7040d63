using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Tests.Recipes;

public sealed class RecipeAdditionsTests
{
    private static readonly RecipeAdditions Additions = RecipeText.BuiltIn
        .WithAugmentation(new RecipeAddition("film_grain", "Grain.", [
            RecipeKey.Number("strength", "How much.", least: 0, most: 255), RecipeKey.WholeNumber("size", "Of a grain.", byDefault: 1, least: 1),
            RecipeKey.Flag("coloured", "Or grey.", byDefault: false), RecipeKey.Word("film", "Which.", ["fast", "slow"], byDefault: "fast")
        ]))
        .WithModel(new RecipeAddition("two-layers", "Two layers.", [RecipeKey.WholeNumber("width", "Between them.", byDefault: 64)]));

    [Fact]
    public void Added_keys_are_read_resolved_and_typed()
    {
        var resolved = Resolve("""
            dataset: data
            model: {name: two-layers, width: 3}
            augment: {hflip_prob: 0.5, film_grain: {strength: 12, film: slow}}
            """);
        var grain = Assert.IsType<RecipeValues>(resolved.Recipe.Augment.Own["film_grain"]);

        Assert.Equal((12, 1, false, "slow"), (grain.Number("strength"), grain.WholeNumber("size"), grain.Flag("coloured"), grain.Word("film")));
        Assert.Equal(3, Assert.IsType<RecipeValues>(resolved.Recipe.Model.Own).WholeNumber("width"));
        Assert.Equal(0.5, resolved.Recipe.Augment.Values.Number("hflip_prob"));
        Assert.Contains(new RecipeDefault("augment.film_grain.coloured", "false"), resolved.Defaults);
        Assert.Equal("slow", resolved.ResultRelevant["augment"]?["film_grain"]?["film"]?.GetValue<string>());
        Assert.Equal(resolved.ToYaml(), Resolve(resolved.ToYaml()).ToYaml());
        Assert.Throws<ArgumentException>(() => grain.Number("absent"));
    }

    [Fact]
    public void What_is_not_written_is_off()
    {
        var resolved = Resolve("dataset: data\nmodel: linear\n");

        Assert.Null(resolved.Recipe.Augment.Own["film_grain"]);
        Assert.Null(resolved.Recipe.Model.Own);
        Assert.Equal(64, Resolve("dataset: data\nmodel: two-layers\n").Values["model"]?["width"]?.GetValue<long>());
        Assert.Equal(9, Resolve("dataset: data\n", "augment.film_grain.strength=9").Values["augment"]?["film_grain"]?["strength"]?.GetValue<double>());
    }

    [Theory]
    [InlineData(
        "augment: {film_grain: {}}", "config.yaml:2:23: 'augment.film_grain.strength' is missing: How much. Write 'strength: …', a number from 0 to 255.")]
    [InlineData("augment: {film_grain: {strength: 256}}", "config.yaml:2:34: augment.film_grain.strength: expected a number from 0 to 255, found 256.")]
    [InlineData(
        "augment: {film_grain: {strength: 1, fild: slow}}",
        "config.yaml:2:37: unknown key 'fild' in 'augment.film_grain'. Did you mean 'film'? Valid here: strength, size, coloured, film.")]
    [InlineData("augment: {film_grains: {}}", "config.yaml:2:11: unknown key 'film_grains' in 'augment'. Did you mean 'film_grain'?")]
    [InlineData("model: {name: linear, width: 3}", "config.yaml:2:23: 'width' belongs to two-layers; linear has weights, sha256, freeze.")]
    [InlineData("model: two-layer", "config.yaml:2:8: model: unknown name 'two-layer'. Did you mean 'two-layers'? Valid here: linear, ")]
    public void A_wrong_one_has_its_line_and_column(string line, string expected)
    {
        var problem = Assert.Throws<RecipeException>(() => Resolve($"dataset: data\n{line}\n")).Message;

        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_additions_nothing_of_them_is_known()
    {
        Assert.Contains("unknown key 'film_grain'", RecipeText.Problems("dataset: data\naugment: {film_grain: {strength: 1}}\n")[0], StringComparison.Ordinal);
        Assert.DoesNotContain("film_grain", RecipeSchema.ToJsonSchema(RecipeText.BuiltIn), StringComparison.Ordinal);
        Assert.Contains("film_grain", RecipeSchema.ToJsonSchema(Additions), StringComparison.Ordinal);
        Assert.Equal(
            RecipeText.Resolve(RecipeText.Example).ResultRelevant.ToJsonString(),
            RecipeReader.Resolve(
                "config.yaml", System.Text.Encoding.UTF8.GetBytes(RecipeText.Example), [], RecipeText.Processors, RecipeText.BuiltIn).ResultRelevant
                .ToJsonString());
    }

    [Theory]
    [InlineData("hflip_prob", "Lockstep has one of that name")]
    [InlineData("film_grain", "one of that name was added before")]
    [InlineData("Grain", "expected small letters")]
    [InlineData("a.b", "expected small letters")]
    public void A_name_that_is_taken_or_can_not_be_written_is_refused(string name, string reason)
    {
        Assert.Contains(
            reason, Assert.Throws<ArgumentException>(() => Additions.WithAugmentation(new RecipeAddition(name, "Doc.", []))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void So_is_a_models_and_a_key_that_comes_twice()
    {
        RecipeKey Key(string name) => RecipeKey.Flag(name, "Doc.", byDefault: true);

        Assert.Throws<ArgumentException>(() => Additions.WithModel(new RecipeAddition("resnet18", "Doc.", [])));
        Assert.Throws<ArgumentException>(() => Additions.WithModel(new RecipeAddition("mine", "Doc.", [Key("name")])));
        Assert.Throws<ArgumentException>(() => Additions.WithAugmentation(new RecipeAddition("mine", "Doc.", [Key("a"), Key("a")])));
        Assert.Throws<ArgumentException>(() => Key("A"));
    }

    private static ResolvedRecipe Resolve(string yaml, params IReadOnlyList<string> overrides) =>
        RecipeReader.Resolve("config.yaml", System.Text.Encoding.UTF8.GetBytes(yaml), overrides, RecipeText.Processors, Additions);
}
