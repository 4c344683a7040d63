using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Tests.Recipes;
using Lockstep.Tests.Shared;


namespace Lockstep.Tests.Data;

public sealed class SamplerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Dataset data;

    public SamplerTests()
    {
        foreach (var (name, count) in new[] { ("cat", 12), ("dog", 5), ("no: 1", 3) })
        {
            for (var number = 0; number < count; number++)
            {
                folder.Write($"{name}/{number:D2}.png", $"{name} {number}");
            }
        }

        var snapshot = new Snapshot(folder.FullPath);
        var manifest = snapshot.Describe("d", trustUntouched: false, TimeProvider.System, cancellation: TestContext.Current.CancellationToken);
        data = Dataset.Read(snapshot, manifest, new DataRecipe("auto", "auto", "apply", "fail"), new SplitRecipe(null, 0.2, 7, true), null);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_recipe_that_names_no_sampler_goes_by_the_shuffled_order() =>
        Assert.Equal(
            SampleOrder.Shuffled(data.Train.Count, 7, 3).Select(place => data.Train[place]),
            new Sampler(SmallProgram.Resolve("dataset: d\n").Recipe.Sampler, data, 7).OrderOf(3));

    [Theory]
    [InlineData("shuffled")]
    [InlineData("balanced")]
    [InlineData("weighted")]
    [InlineData("{name: weighted, weights: {cat: 0, 'no: 1': 2.5}}")]
    [InlineData("repeated")]
    [InlineData("{name: repeated, times: 5}")]
    public void An_epoch_is_as_long_as_it_says_and_counts_what_comes_again(string sampler)
    {
        var one = Of(sampler);
        var order = one.OrderOf(2);
        Assert.Equal(one.Length, order.Length);
        Assert.Equal(order, Of(sampler).OrderOf(2));
        foreach (var again in order.GroupBy(sample => sample.Id))
        {
            Assert.Equal(Enumerable.Range(0, again.Count()), again.Select(sample => sample.Repeat));
        }
    }

    [Fact]
    public void Balanced_has_each_class_equally_often() =>
        Assert.Single(Of("balanced").OrderOf(1).CountBy(sample => sample.Class).Select(pair => pair.Value).Distinct());

    [Fact]
    public void A_class_that_weighs_nothing_never_comes_and_one_without_a_weight_does()
    {
        var classes = Of("{name: weighted, weights: {cat: 0, dog: 3}}").OrderOf(1).Select(sample => data.Classes[sample.Class]).ToHashSet();
        Assert.Equal(["dog", "no: 1"], classes.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(
        "{name: weighted, weights: {cta: 2}}",
        "config.yaml:2:37: sampler.weights: the data set has no class 'cta'. Did you mean 'cat'? Its classes: cat, dog, no: 1.")]
    [InlineData(
        "{name: weighted, weights: {cat: 2, zebra: 1}}", "config.yaml:2:45: sampler.weights: the data set has no class 'zebra'. Its classes: cat, dog, no: 1.")]
    [InlineData(
        "{name: weighted, weights: {cat: 0, dog: 0, 'no: 1': 0}}",
        "config.yaml:2:36: sampler.weights: all 16 training images are of classes that weigh 0, so there is nothing to draw. "
        + "Give one of their classes a weight above 0.")]
    public void Weights_that_do_not_fit_the_data_are_named_with_their_place(string sampler, string expected)
    {
        var thrown = Assert.Throws<RecipeException>(() => Sampler.Check(SmallProgram.Resolve($"dataset: d\nsampler: {sampler}\n"), data));
        Assert.Equal(expected, thrown.Message);
    }

    [Fact]
    public void Weights_that_fit_pass() =>
        Sampler.Check(SmallProgram.Resolve("dataset: d\nsampler: {name: weighted, weights: {'no: 1': 2}}\n"), data);

    [Fact]
    public void Of_many_names_that_are_no_classes_the_first_have_a_guess_and_the_others_are_counted()
    {
        var weights = string.Join(", ", Enumerable.Range(0, 30).Select(number => $"other{number}: 1"));
        var many = Assert.Throws<RecipeException>(
            () => Sampler.Check(SmallProgram.Resolve($"dataset: d\nsampler: {{name: weighted, weights: {{{weights}}}}}\n"), data)).Problems;
        Assert.Equal(21, many.Count);
        Assert.EndsWith("sampler.weights: 10 more names in it are no classes of the data set.", many[^1].ToString(), StringComparison.Ordinal);
    }

    private Sampler Of(string sampler) => new(SmallProgram.Resolve($"dataset: d\nsampler: {sampler}\n").Recipe.Sampler, data, 7);
}
