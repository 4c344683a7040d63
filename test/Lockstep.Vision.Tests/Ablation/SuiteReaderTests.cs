using Lockstep.Ablation.Reporting;
using Lockstep.Ablation.Running;
using Lockstep.Ablation.Suites;
using Lockstep.Recipes;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Extending;

namespace Lockstep.Vision.Tests.Ablation;

public sealed class SuiteReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SuiteReaderTests() => File.WriteAllText(PathOf("recipe.yaml"), """
        dataset: digits
        augment: {resize: [8, 8], hflip_prob: 0.5}
        train: {epochs: 3, lr: 0.1}
        threads: 2
        """);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Presets_take_the_place_of_what_the_recipe_draws_and_keep_its_size()
    {
        var suite = Read("recipe: recipe.yaml\narms: [none, heavy]");

        Assert.Equal("none", suite.Base);
        Assert.Equal(["augment={preset: heavy, resize: [8, 8]}"], suite.Arms[1].Overrides);
        Assert.Equal(["augment=heavy"], suite.Arms[1].Changes);
        Assert.Equal(2, suite.Arms[1].Threads);
    }

    [Fact]
    public void An_arm_changes_a_section_key_by_key_and_a_choice_as_a_whole()
    {
        var suite = Read("""
            recipe: recipe.yaml
            arms:
              plain:
              slow: {train: {lr: 0.01}, train.epochs: 5}
              sgd: {optimizer: {name: sgd, momentum: 0.9}}
            """);

        Assert.Empty(suite.Arms[0].Overrides);
        Assert.Equal(["train.lr=0.01", "train.epochs=5"], suite.Arms[1].Overrides);
        Assert.Equal(["optimizer={name: sgd, momentum: 0.9}"], suite.Arms[2].Overrides);
    }

    [Fact]
    public void A_grid_has_an_arm_for_each_combination_beside_the_others()
    {
        var suite = Read("recipe: recipe.yaml\narms: {plain: }\ngrid: {train.lr: [0.01, 1e-3], augment.preset: [none, light]}");

        Assert.Equal(
            ["plain", "lr-0.01-preset-none", "lr-0.01-preset-light", "lr-1e-3-preset-none", "lr-1e-3-preset-light"], suite.Arms.Select(arm => arm.Name));
        Assert.Equal(["train.lr=1e-3", "augment.preset=light"], suite.Arms[4].Overrides);
        Assert.Equal(8, suite.Seeds.Count);
    }

    [Fact]
    public void One_arm_is_a_baseline_over_the_seeds_that_are_asked_for_and_compares_nothing()
    {
        var suite = Read("recipe: recipe.yaml\narms: {plain: }\nseeds: 3\nmetric: testAccuracy");

        Assert.Equal([1, 2, 3], suite.Seeds);
        Assert.Empty(suite.Comparisons);
        Assert.Equal("accuracy", suite.TestFigure);
        Assert.True(suite.HigherIsBetter);
    }

    [Theory]
    [InlineData("recipe: recipe.yaml\narms: [none, heavy]", 0.5, "50.00 %", "+1.25 percent points")]
    [InlineData("recipe: recipe.yaml\narms: [none, heavy]\nmetric: valLoss", 0.5, "0.5", "+0.0125")]
    [InlineData("command: [./a]\nmetric: top1_accuracy\narms: {a: , b: }", 0.5, "50.00 %", "+1.25 percent points")]
    [InlineData("command: [./a]\nmetric: accuracy\narms: {a: , b: }", 93.5, "93.5", "+0.0125")]
    public void An_accuracy_is_shown_in_percent_unless_a_command_counts_in_percents_itself(string text, double value, string shown, string difference)
    {
        var unit = MetricUnit.Of(Read(text), [0.25, value]);

        Assert.Equal((shown, difference), (unit.Value(value), unit.Difference(0.0125)));
        Assert.Equal(shown.Replace(" %", " ± 0.30 %", StringComparison.Ordinal), unit.IsAccuracy ? unit.Spread(value, 0.003) : shown);
    }

    [Fact]
    public void What_is_wrong_is_said_at_its_place_in_the_suite() => Assert.Equal(
        [
            "suite.yaml:4:10: unknown key 'lrr' in 'train'. Did you mean 'lr'? Valid here: batch_size, epochs, lr, accumulate, drop_last, clip_grad_norm, "
                + "early_stopping, ema.",
            "suite.yaml:5:21: train.lr: expected a number above 0, found -1.",
            "suite.yaml:6:12: arms.seeded: 'seed' is said by the suite's 'seeds' and 'vary'. Remove it here.",
        ],
        Problems("""
            recipe: recipe.yaml
            arms:
              plain:
              wild: {train.lrr: 1}
              low: {train: {lr: -1}}
              seeded: {seed: 4}
            """));

    [Theory]
    [InlineData("arms: [none, light]", "suite.yaml:1:7: arms: expected 'recipe: FILE' or 'command: [program, argument, …]', one of both.")]
    [InlineData("recipe: recipe.yaml", "suite.yaml:1:1: arms: expected one arm or more, found none. One may be empty: the base as it is, "
        + "as in 'arms: {plain: , fast: …}', or 'arms: {plain: }' for the base alone over its seeds.")]
    [InlineData("recipe: recipe.yaml\narms: [none]",
        "suite.yaml:1:1: seeds: a suite of one arm compares nothing, so no number of seeds follows from it; expected how many, as in 'seeds: 5'.")]
    [InlineData("recipe: recipe.yaml\narms: [none, havy]",
        "suite.yaml:2:14: arms[1]: unknown name 'havy'. Did you mean 'heavy'? Valid here: none, light, heavy.")]
    [InlineData("recipe: recipe.yaml\narms: [none, heavy]\nexpect: heavy > nothing",
        "suite.yaml:3:9: expect: no arm is named 'nothing'. There are: none, heavy.")]
    [InlineData("recipe: recipe.yaml\narms: [none, heavy]\nexpect: heavy beats none", "suite.yaml:3:9: expect: expected what is expected, as 'ARM > ARM', or "
        + "'ARM > ARM by 0.5 points', or a list of at most 1000 expectations, each what is expected, as 'ARM > ARM', or 'ARM > ARM by 0.5 points', "
        + "found the text 'heavy beats none'.", true)]
    [InlineData("recipe: recipe.yaml\narms: [none, heavy]\nseed: 4",
        "suite.yaml:3:1: unknown key 'seed'. Did you mean 'seeds'? Valid here: name, recipe, command, "
        + "metrics, outputs, arms, grid, base, seeds, vary, metric, better, effect, expect.")]
    [InlineData("recipe: recipe.yaml\narms: [none, heavy]\nseeds: [1, 1]",
        "suite.yaml:3:8: seeds: a seed is in the list twice; the same run again says nothing more.")]
    [InlineData("command: [./a]\narms: {a: , b: }",
        "suite.yaml:1:1: metric: expected the name of the metric that is compared, as 'metric: accuracy'; a command's "
        + "metrics are what it leaves in files, or prints where 'metrics' has a pattern for it.")]
    [InlineData("command: [./a]\nmetric: m\narms: {a: , b: {argments: {--x: 1}}}", "suite.yaml:3:17: unknown key 'argments' in 'arms.b', an arm of a command. "
        + "Did you mean 'arguments'? Valid here: arguments, variables, command.")]
    public void Each_mistake_has_its_message(string suite, string problem, bool isShort = false)
    {
        var found = Assert.Single(Problems(suite));
        if (isShort)
        {
            Assert.StartsWith(problem[..60], found, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(problem, found);
        }
    }

    [Fact]
    public void Arms_of_a_command_add_or_replace_arguments_and_set_variables()
    {
        var suite = Read("""
            command: [python3, train.py, --lr, "0.1", --depth=3, --seed, "{seed}"]
            metric: loss
            seeds: [4, 9]
            arms:
              base:
              other: {arguments: {--lr: 0.2, --depth: 5, --width: 7, --fast: }, variables: {SEED: "{seed}"}}
            """);

        Assert.False(suite.HigherIsBetter);
        Assert.Equal(
            ["env", "SEED={seed}", "python3", "train.py", "--lr", "0.2", "--depth=5", "--seed", "{seed}", "--width", "7", "--fast"], suite.Arms[1].Command);
        var runs = PlannedRun.All(suite, suite.Seeds, Extensions.None.Recipes);
        Assert.Equal(["suite_base_s4", "suite_other_s4", "suite_base_s9", "suite_other_s9"], runs.Select(run => run.Name));
        Assert.Equal(
            ["exec", "--seed", "9", "--", "env", "SEED=9", "python3", "train.py", "--lr", "0.2", "--depth=5", "--seed", "9", "--width", "7", "--fast"],
            runs[3].Arguments);
    }

    [Theory]
    [InlineData("all", "seed=3 seeds={} split.seed=3")]
    [InlineData("[split, order]", "seeds.order=3 split.seed=3")]
    [InlineData("[initialisation]", "seeds.initialisation=3")]
    [InlineData("[order, augmentation, initialisation]", "seed=3 seeds={}")]
    public void A_seed_varies_what_the_suite_names(string vary, string overrides)
    {
        var suite = Read($"recipe: recipe.yaml\narms: {{a: , b: {{train.lr: 0.2}}}}\nseeds: [3]\nvary: {vary}");
        var run = PlannedRun.All(suite, suite.Seeds, Extensions.None.Recipes)[0];
        Assert.Equal(overrides.Split(' '), run.Arguments.Where((_, place) => place > 0 && run.Arguments[place - 1] == "--set"));
    }

    [Theory]
    [InlineData("0.5 points", 0.005)]
    [InlineData("1 point", 0.01)]
    [InlineData("0.02", 0.02)]
    public void An_effect_is_a_number_or_points(string text, double amount) =>
        Assert.Equal(amount, Assert.NotNull(Read($"recipe: recipe.yaml\narms: [none, heavy]\neffect: {text}").Effect), 1e-12);

    private Suite Read(string text)
    {
        File.WriteAllText(PathOf("suite.yaml"), text);
        return SuiteReader.Read(PathOf("suite.yaml"), Extensions.None.Recipes);
    }

    private string[] Problems(string text) =>
        [.. Assert.Throws<RecipeException>(() => Read(text)).Message.Split('\n')
            .Select(line => line.Replace($"{folder.FullPath}/", "", StringComparison.Ordinal))];

    private string PathOf(string name) => folder.PathOf(name);
}
