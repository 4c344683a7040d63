using System.Text;

namespace Lockstep.Vision.Tests.Recipes;

/// <summary>Files that are no recipe at all.</summary>
public sealed class SyntaxTests
{
    private const string Empty = "1:1: the recipe is empty. Write at least 'dataset: <folder of the snapshot>'.";

    [Theory]
    [InlineData("", Empty)]
    [InlineData(" \r\n\n", Empty)]
    [InlineData("# only this\n", Empty)]
    [InlineData("---\n", Empty)]
    [InlineData("---\n...\n", Empty)]
    [InlineData("null\n", "1:1: expected a mapping of keys, such as 'dataset: data/cats-dogs-v1', found nothing.")]
    [InlineData("- dataset: d\n", "1:1: expected a mapping of keys, such as 'dataset: data/cats-dogs-v1', found a list of one value.")]
    [InlineData("dataset:d\n", "1:1: expected a mapping of keys, such as 'dataset: data/cats-dogs-v1', found the text 'dataset:d'.")]
    public void What_is_no_mapping_is_no_recipe(string yaml, string expected) => AssertOnly(yaml, expected);

    [Theory]
    [InlineData("train:\n\tlr: 1\n", "2:1: a tab cannot indent YAML. Use spaces.")]
    [InlineData("train:\n  lr: 1\n\tepochs: 1\n", "3:1: a tab cannot indent YAML. Use spaces.")]
    [InlineData("train:\n  lr: [1, 2\ndataset: d\n", "2:7: not valid YAML: the '[' opened here is not closed before line 3.")]
    [InlineData("dataset: 'd\n", "1:10: not valid YAML: the quoted text that begins here has no end. Close the quotes.")]
    [InlineData("dataset: @d\n", "1:10: not valid YAML: a value cannot begin with this character. Put the value in quotes.")]
    [InlineData(
        "dataset: a: b\n", "1:11: not valid YAML: a ':' stands where no mapping can begin. Check the indentation, or put a value that holds ': ' in quotes.")]
    [InlineData("dataset: \"\\ud800\"\n", "1:10: not valid YAML: while scanning a quoted scalar, found invalid Unicode surrogates.")]
    [InlineData(
        "dataset: \"\\UFFFFFFFF\"\n", "1:21: not valid YAML: nothing that starts before here can be read. Look for an impossible escape or a missing ':'.")]
    [InlineData("dataset: *d\n", "1:10: the alias '*d' has no anchor '&d' before it.")]
    [InlineData("augment: &a {resize: *a}\n", "1:22: the alias '*a' stands inside its own anchor '&a' and would never end.")]
    [InlineData("dataset: a\u0000b\n", "1:11: the control character U+0000 has no place in a recipe. Remove it.")]
    public void A_syntax_error_is_explained_where_it_is(string yaml, string expected) => AssertOnly(yaml, expected);

    [Theory]
    [InlineData(
        "dataset: d\n---\nseed: 1\n",
        "2:1: a second YAML document begins here; a recipe is one document. Remove the '---' or move the rest to a file of its own.")]
    [InlineData("dataset: d\nseed: 1\n\"seed\": 1\n", "3:1: the key 'seed' stands twice, on line 2 and on line 3. Remove one.")]
    [InlineData("dataset: d\ntrain: {lr: 1, lr: 2}\n", "2:16: the key 'lr' stands twice on line 2. Remove one.")]
    [InlineData("dataset: d\ntrain:\n  <<: {lr: 1}\n", "3:3: the merge key '<<' is not part of YAML 1.2 and is not followed. Write the keys out.")]
    [InlineData("dataset: !!str d\n", "1:10: the tag '!!str' is not used in a recipe: its keys have types of their own. Remove the tag.")]
    [InlineData("dataset: d\ntrain: !mine {}\n", "2:8: the tag '!mine' is not used in a recipe: its keys have types of their own. Remove the tag.")]
    [InlineData("dataset: d\n[1]: 2\n", "2:1: a key must be a word written out, such as 'train:'.")]
    public void What_YAML_allows_and_a_recipe_does_not(string yaml, string expected) => AssertOnly(yaml, expected);

    [Theory]
    [InlineData("{\"dataset\": \"d\",}", "1:17: not valid JSON: The JSON object contains a trailing comma at the end which JSON does not allow.")]
    [InlineData("{\"dataset\":\n  NaN}", "2:3: not valid JSON: 'N' is an invalid start of a value.")]
    [InlineData("{} {}", "1:4: not valid JSON: '{' is invalid after a single JSON value. Expected end of data.")]
    [InlineData("{\"dataset\": \"\\ud800\"}", "1:13: the text holds half of a surrogate pair, which stands for no character. Write the character itself.")]
    [InlineData("", Empty)]
    public void JSON_that_is_none_is_explained_where_it_is(string json, string expected) =>
        Assert.Equal([$"config.json:{expected}"], RecipeText.JsonProblems(json));

    [Theory]
    [InlineData("1e-3", 0.001)]
    [InlineData(".5", 0.5)]
    [InlineData("+5.", 5)]
    [InlineData("1E+2", 100)]
    [InlineData("0x10", 16)]
    [InlineData("0o10", 8)]
    [InlineData("010", 10)]
    public void Numbers_are_those_of_the_core_schema(string text, double expected) =>
        Assert.Equal(expected, RecipeText.Resolve($"dataset: d\ntrain: {{lr: {text}}}\n").Recipe.Train.Lr);

    [Fact]
    public void Whole_numbers_keep_every_digit() =>
        Assert.Equal(9007199254740991, RecipeText.Resolve("dataset: d\nseed: 9007199254740991\n").Recipe.Seed);

    [Theory]
    [InlineData("augment:")]
    [InlineData("augment: null")]
    [InlineData("augment: ~")]
    [InlineData("augment: {}")]
    [InlineData("augment: {color_jitter: }")]
    [InlineData("optimizer:")]
    [InlineData("optimizer: adam")]
    [InlineData("optimizer: {name: adam}")]
    [InlineData("optimizer: {weight_decay: 0}")]
    public void The_same_thing_said_otherwise_gives_the_same_values(string line) =>
        Assert.Equal(RecipeText.Resolve("dataset: d\n").ToYaml(), RecipeText.Resolve($"dataset: d\n{line}\n").ToYaml());

    [Fact]
    public void Anchors_and_aliases_repeat_a_value()
    {
        var normalize = RecipeText.Resolve("dataset: d\naugment: {normalize: {mean: &m [0.5, 0.5, 0.5], std: *m}}\n")
            .Recipe.Augment.Values.Section("normalize");

        Assert.Equal([0.5, 0.5, 0.5], normalize?.Numbers("std") ?? []);
    }

    [Fact]
    public void Billions_of_laughs_fail_at_once()
    {
        var yaml = new StringBuilder("dataset: d\na0: &a0 [lol]\n");
        for (var level = 1; level < 30; level++)
        {
            yaml.Append('a').Append(level).Append(": &a").Append(level).Append(" [");
            yaml.AppendJoin(", ", Enumerable.Repeat($"*a{level - 1}", 10)).Append("]\n");
        }

        Assert.Equal(
            ["config.yaml:6:25: more than 10000 values, counting what aliases repeat; a recipe needs fewer than a hundred."],
            RecipeText.Problems(yaml.ToString()));
    }

    [Theory]
    [InlineData("[", "config.yaml:1:65: nested deeper than 64 levels; a recipe needs four.")]
    [InlineData("- ", "config.yaml:1:129: nested deeper than 64 levels; a recipe needs four.")]
    [InlineData("{a: ", "config.yaml:1:254: nested deeper than 64 levels; a recipe needs four.")]
    public void A_deep_file_fails_before_the_stack_does(string opening, string expected) =>
        Assert.Equal([expected], RecipeText.Problems(string.Concat(Enumerable.Repeat(opening, 200_000))));

    [Fact]
    public void A_deep_JSON_file_fails_before_the_stack_does() =>
        Assert.Equal(["config.json:1:65: nested deeper than 64 levels; a recipe needs four."], RecipeText.JsonProblems(new string('[', 1_000_000)));

    [Fact]
    public void Aliases_cannot_hide_depth()
    {
        var yaml = new StringBuilder("dataset: d\na0: &a0 [1]\n");
        for (var level = 1; level < 100; level++)
        {
            yaml.Append('a').Append(level).Append(": &a").Append(level).Append(" [*a").Append(level - 1).Append("]\n");
        }

        Assert.Equal(["config.yaml:64:12: nested deeper than 64 levels; a recipe needs four."], RecipeText.Problems(yaml.ToString()));
    }

    [Fact]
    public void A_file_too_large_to_be_a_recipe_is_not_read() =>
        AssertOnly(new string('#', (16 << 20) + 1), "1:1: the file has 16777217 bytes, a recipe may have 16777216. Is it the right file?");

    private static void AssertOnly(string yaml, string expected) =>
        Assert.Contains($"config.yaml:{expected}", RecipeText.Problems(yaml).Where(line => !line.Contains("'dataset' is missing", StringComparison.Ordinal)));
}
