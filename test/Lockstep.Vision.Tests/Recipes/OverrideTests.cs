namespace Lockstep.Vision.Tests.Recipes;

public sealed class OverrideTests
{
    private const string Sgd = "dataset: d\noptimizer: sgd\n";

    [Fact]
    public void An_override_changes_one_value()
    {
        var resolved = RecipeText.Resolve(RecipeText.Example, "train.lr=0.01", "augment.resize=[128, 64]");

        Assert.Equal(0.01, resolved.Recipe.Train.Lr);
        Assert.Equal(64, resolved.Recipe.Train.BatchSize);
        Assert.Equal([128, 64], resolved.Recipe.Augment.Values.WholeNumbers("resize"));
        Assert.Equal(["train.lr=0.01", "augment.resize=[128, 64]"], resolved.Overrides);
    }

    [Fact]
    public void A_value_set_is_no_default() =>
        Assert.DoesNotContain(RecipeText.Resolve("dataset: d\n", "split.val=0.2").Defaults, item => item.Key == "split.val");

    [Fact]
    public void The_later_one_wins() =>
        Assert.Equal(3, RecipeText.Resolve(RecipeText.Example, "seed=2", "seed=3").Recipe.Seed);

    [Fact]
    public void A_path_goes_into_a_choice_given_by_its_name() =>
        Assert.Equal(0.9, RecipeText.Resolve(Sgd, "optimizer.momentum=0.9").Recipe.Optimizer.Values.Number("momentum"));

    [Fact]
    public void A_choice_set_by_its_name_replaces_the_whole()
    {
        const string Yaml = "dataset: d\noptimizer: {name: sgd, momentum: 0.9}\n";

        Assert.Equal(0.01, RecipeText.Resolve(Yaml, "optimizer=adamw").Recipe.Optimizer.WeightDecay);
        Assert.Equal(
            ["config.yaml:2:24: 'momentum' belongs to sgd and rmsprop; adamw has weight_decay, no_decay, betas, eps."],
            RecipeText.Problems(Yaml, "optimizer.name=adamw"));
    }

    [Fact]
    public void A_section_set_as_a_whole_forgets_what_the_file_said() =>
        Assert.Equal(64, RecipeText.Resolve("dataset: d\ntrain: {batch_size: 8}\n", "train={lr: 0.01}").Recipe.Train.BatchSize);

    [Fact]
    public void An_override_may_supply_what_the_file_lacks() =>
        Assert.Equal("elsewhere", RecipeText.Resolve("seed: 1\n", "dataset=elsewhere").Recipe.Dataset);

    [Theory]
    [InlineData("dataset=C:\\data", "C:\\data")]
    [InlineData("dataset=a,b=c", "a,b=c")]
    [InlineData(" dataset = a b ", "a b")]
    [InlineData("dataset='5'", "5")]
    public void A_value_is_a_YAML_value(string text, string expected) =>
        Assert.Equal(expected, RecipeText.Resolve("dataset: d\n", text).Recipe.Dataset);

    [Theory]
    [InlineData("tag=")]
    [InlineData("tag=null")]
    [InlineData("tag=~")]
    public void Null_switches_off(string text) =>
        Assert.Null(RecipeText.Resolve("dataset: d\ntag: x\n", text).Recipe.Tag);

    [Fact]
    public void A_switched_off_section_is_switched_on_from_inside() =>
        Assert.NotNull(RecipeText.Augment("normalize.mean=[0, 0, 0]", "normalize.std=[1, 1, 1]").Values.Section("normalize"));

    [Fact]
    public void One_use_of_an_alias_can_be_changed_alone()
    {
        var normalize = RecipeText.Resolve(
            "dataset: d\naugment: {normalize: {mean: &m [1, 1, 1], std: *m}}\n", "augment.normalize.mean=[0, 0, 0]").Recipe.Augment.Values.Section("normalize");

        Assert.Equal([0, 0, 0], normalize?.Numbers("mean") ?? []);
        Assert.Equal([1, 1, 1], normalize?.Numbers("std") ?? []);
    }

    [Theory]
    [InlineData("train.lr", "expected key=value, such as train.lr=0.01, found no '='.")]
    [InlineData("=5", "expected key=value, such as train.lr=0.01, found an empty name before the '='.")]
    [InlineData("train..lr=5", "expected key=value, such as train.lr=0.01, found an empty name before the '='.")]
    [InlineData("train.lr=abc", "train.lr: expected a number above 0, found the text 'abc'.")]
    [InlineData(
        "train.lrr=1",
        "unknown key 'lrr' in 'train'. Did you mean 'lr'? Valid here: batch_size, epochs, lr, accumulate, drop_last, clip_grad_norm, early_stopping, ema.")]
    [InlineData("trian.lr=1", "unknown key 'trian'. Did you mean 'train'?")]
    [InlineData("optimizer.eps=1", "'eps' belongs to adam and adamw and rmsprop; sgd has weight_decay, no_decay, momentum, nesterov.")]
    [InlineData("optimizer.nesterov=true", "optimizer.nesterov: true needs a momentum above 0, found 0.")]
    [InlineData("seed.x=1", "'seed' has no keys inside: it is a whole number from 0 to 9007199254740991. Write --set seed=….")]
    [InlineData("optimizer.betas.0=1", "'optimizer.betas' has no keys inside: it is a list [beta1, beta2]")]
    [InlineData("train={lr: 1", "not valid YAML: a '{' is open, and ',' or '}' must follow here.")]
    [InlineData("train={lr: 1, lr: 2}", "the key 'lr' stands twice. Remove one.")]
    [InlineData("augment.normalize.mean=[1, 1, 1]", "'augment.normalize.std' is missing: ")]
    [InlineData("dataset=!x d", "the tag '!x' is not used in a recipe")]
    public void A_wrong_override_is_named_in_full(string text, string expected) =>
        Assert.StartsWith($"--set {text}: {expected}", Assert.Single(RecipeText.Problems(Sgd, text)), StringComparison.Ordinal);

    [Fact]
    public void A_value_over_several_lines_is_refused() =>
        Assert.StartsWith(@"--set tag=a\u000ab: expected a value on one line", Assert.Single(RecipeText.Problems(Sgd, "tag=a\nb")), StringComparison.Ordinal);

    [Fact]
    public void Wrong_overrides_are_named_beside_a_syntax_error_of_the_file() =>
        Assert.Equal(2, RecipeText.Problems("dataset: [\n", "nothing").Length);

    [Fact]
    public void A_path_as_long_as_one_likes_does_no_harm() =>
        Assert.Single(RecipeText.Problems(Sgd, string.Join('.', Enumerable.Repeat("train", 100_000)) + "=1"));
}
