using System.Text.Json;

namespace Lockstep.Vision.Tests.Recipes;

/// <summary>One word for many keys of <c>augment</c>.</summary>
public sealed class PresetTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("light")]
    [InlineData("heavy")]
    public void A_word_and_a_mapping_of_it_give_the_same_and_are_written_out_key_by_key(string preset)
    {
        var word = RecipeText.Resolve($"dataset: d\naugment: {preset}\n");
        var mapping = RecipeText.Resolve($"dataset: d\naugment: {{preset: {preset}}}\n");
        var written = RecipeText.Resolve(word.ToYaml());

        Assert.Equal(word.ToYaml(), mapping.ToYaml());
        Assert.Equal(word.ToYaml(), written.ToYaml());
        Assert.Empty(written.Defaults);
    }

    [Fact]
    public void Written_out_without_its_name_a_preset_has_the_same_lock()
    {
        var heavy = RecipeText.Resolve("dataset: d\naugment: heavy\n");
        var byHand = RecipeText.Resolve(heavy.ToYaml().Replace("preset: heavy", "preset: none", StringComparison.Ordinal));

        Assert.Equal(heavy.ResultRelevant.ToJsonString(), byHand.ResultRelevant.ToJsonString());
        Assert.NotEqual(heavy.ResultRelevant.ToJsonString(), RecipeText.Resolve("dataset: d\n").ResultRelevant.ToJsonString());
    }

    [Fact]
    public void None_is_what_a_recipe_without_augment_has() =>
        Assert.Equal(RecipeText.Resolve("dataset: d\n").ToYaml(), RecipeText.Resolve("dataset: d\naugment: none\n").ToYaml());

    [Fact]
    public void Heavy_has_what_it_says()
    {
        var augment = RecipeText.Resolve("dataset: d\naugment: {preset: heavy, resize: [224, 224]}\n").Recipe.Augment.Values;

        Assert.Equal([224, 224], augment.WholeNumbers("resize"));
        Assert.Null(augment.Section("random_resized_crop")!.WholeNumbersOrNull("size")); // heavy crops, in the size of resize
        Assert.Equal([0.35, 1], augment.Section("random_resized_crop")!.Numbers("scale")); // likewise
        Assert.Equal(0.5, augment.Number("hflip_prob"));
        Assert.Equal("""{"brightness":0.2,"contrast":0.2,"saturation":0.2,"hue":0.05}""", JsonSerializer.Serialize(augment.Section("color_jitter")));
        Assert.NotNull(augment.Section("trivial_augment"));
        Assert.Equal(0.25, augment.Section("random_erasing")!.Number("prob")); // heavy erases
    }

    [Fact]
    public void Keys_beside_a_preset_win_and_the_rest_of_it_stays()
    {
        var augment = RecipeText.Resolve(
            "dataset: d\naugment: {preset: heavy, trivial_augment: null, color_jitter: {hue: 0}, random_erasing: {prob: 0.1}, mixup: {}}\n")
            .Recipe.Augment.Values;

        Assert.Null(augment.Section("trivial_augment"));
        Assert.Equal("""{"brightness":0.2,"contrast":0.2,"saturation":0.2,"hue":0}""", JsonSerializer.Serialize(augment.Section("color_jitter")));
        Assert.Equal(0.1, augment.Section("random_erasing")!.Number("prob")); // heavy erases
        Assert.Equal([0.02, 0.33], augment.Section("random_erasing")!.Numbers("scale")); // likewise
        Assert.Equal(0.2, augment.Section("mixup")!.Number("alpha")); // just set
    }

    [Fact]
    public void An_override_changes_the_preset_and_leaves_the_other_keys()
    {
        const string Recipe = "dataset: d\naugment: {resize: [8, 8], hflip_prob: 0.25}\n";

        Assert.Equal(
            RecipeText.Resolve("dataset: d\naugment: {preset: light, resize: [8, 8], hflip_prob: 0.25}\n").ToYaml(),
            RecipeText.Resolve(Recipe, "augment.preset=light").ToYaml());
        Assert.Equal(0, RecipeText.Resolve("dataset: d\naugment: heavy\n", "augment.hflip_prob=0").Recipe.Augment.Values.Number("hflip_prob"));
    }

    [Fact]
    public void What_a_preset_says_is_listed_with_the_defaults()
    {
        var defaults = RecipeText.Resolve("dataset: d\naugment: {preset: light, hflip_prob: 0.3}\n").Defaults
            .Select(item => $"{item.Key}={item.Value}").ToArray();

        Assert.Contains("augment.color_jitter.hue=0.05", defaults);
        Assert.DoesNotContain(
            defaults, item => item.StartsWith("augment.hflip_prob", StringComparison.Ordinal) || item.StartsWith("augment.preset", StringComparison.Ordinal));
    }
}
