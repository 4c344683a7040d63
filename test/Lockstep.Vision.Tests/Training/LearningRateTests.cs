using System.Text.Json;
using CsCheck;
using Lockstep.Recipes;
using Lockstep.Vision.Tests.Recipes;
using Lockstep.Vision.Training.Schedules;

namespace Lockstep.Vision.Tests.Training;

public sealed class LearningRateTests
{
    private const int StepsPerEpoch = 4;
    private static readonly TrainRecipe Train = new(BatchSize: 8, Epochs: 4, Lr: 0.1);

    private static readonly Gen<ScheduleRecipe> Schedules = Gen.Select(
        Gen.OneOf("constant", "step", "multi_step", "cosine", "polynomial"), Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 6]), Gen.Int[1, 5],
        Gen.Double[0.01, 1], Gen.Double[0, 0.05])
        .Select((name, warmup, stepEpochs, gamma, least) => RecipeText.Schedule(FormattableString.Invariant($"{{name: {name}, warmup_epochs: {warmup}")
            + name switch
            {
                "step" => FormattableString.Invariant($", step_epochs: {stepEpochs}, gamma: {gamma}}}"),
                "multi_step" => FormattableString.Invariant($", milestones: [{stepEpochs}, {stepEpochs + 2}], gamma: {gamma}}}"),
                "cosine" => FormattableString.Invariant($", min_lr: {least}}}"),
                "polynomial" => FormattableString.Invariant($", power: {gamma * 3}}}"),
                _ => "}",
            }));

    [Fact]
    public void Constant_is_the_base_rate_throughout() => Assert.All(Rates(Constant(warmup: 0)), rate => Assert.Equal(0.1, rate));

    [Fact]
    public void Step_multiplies_by_gamma_at_the_beginning_of_every_second_epoch() => Near(
        [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05],
        Rates(RecipeText.Schedule("{name: step, step_epochs: 2, gamma: 0.5}")));

    /// <summary>0.02 + 0.04 (1 + cos(π step / 16)), the cosines from a table.</summary>
    [Fact]
    public void Cosine_falls_from_the_base_rate_to_the_least_along_half_a_cosine() => Near(
        [
            0.1, 0.0992314112161292, 0.09695518130045147, 0.09325878449210181, 0.08828427124746191, 0.08222280932078409, 0.0753073372946036,
            0.06780361288064513,
            0.06, 0.05219638711935487, 0.0446926627053964, 0.03777719067921591, 0.03171572875253809, 0.02674121550789819, 0.02304481869954853,
            0.0207685887838708,
        ],
        Rates(Cosine(warmup: 0)));

    [Fact]
    public void Warm_up_rises_linearly_over_its_epochs_from_above_0_to_the_base_rate() =>
        Near([0.0125, 0.025, 0.0375, 0.05, 0.0625, 0.075, 0.0875, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], Rates(Constant(warmup: 2)));

    [Fact]
    public void Warm_up_may_end_within_an_epoch_and_within_a_step() =>
        Near([0.04, 0.08, 0.1, 0.1], Rates(Constant(warmup: 0.625)).Take(4));

    /// <summary>Two steps of warm-up, then 14 steps of half a cosine.</summary>
    [Fact]
    public void After_warm_up_a_cosine_has_the_remaining_steps()
    {
        var rates = Rates(Cosine(warmup: 0.5));
        Near([0.05, 0.1, 0.1], rates.Take(3));
        Assert.Equal(0.06, rates[9], 12); // half way, 7 of 14
        Assert.Equal(0.02 + (0.04 * (1 + Math.Cos(Math.PI * 13 / 14))), rates[15], 12);
    }

    [Fact]
    public void After_warm_up_the_steps_are_counted_from_the_first_epoch() => Near(
        [0.025, 0.05, 0.075, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05],
        Rates(RecipeText.Schedule("{name: step, warmup_epochs: 1, step_epochs: 2, gamma: 0.5}")).Take(10));

    [Fact]
    public void Multi_step_multiplies_by_gamma_after_each_milestone() => Near(
        [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.025],
        Rates(RecipeText.Schedule("{name: multi_step, milestones: [1, 3], gamma: 0.5}")));

    [Fact]
    public void One_cycle_warms_up_to_its_first_rate_and_then_has_the_remaining_steps()
    {
        var cycle = RecipeText.Schedule("{name: one_cycle, pct_start: 0.25, div_factor: 5, final_div_factor: 10}");
        var rates = Rates(cycle with { WarmupEpochs = 1 });
        Near([0.005, 0.01, 0.015, 0.02], rates.Take(4));
        Near(Rates(cycle, Train with { Epochs = 3 }, StepsPerEpoch), rates.Skip(4));
        Assert.Equal(0.1, rates.Max(), 12);
        Assert.Equal(0.002, rates[^1], 12);
    }

    [Fact]
    public void A_polynomial_after_warm_up_has_the_remaining_steps()
    {
        var schedule = RecipeText.Schedule("{name: polynomial, power: 2}");
        Near(Rates(schedule, Train with { Epochs = 3 }, StepsPerEpoch), Rates(schedule with { WarmupEpochs = 1 }).Skip(4));
    }

    [Fact]
    public void Every_schedule_has_the_rates_of_PyTorch()
    {
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "training", "schedules.json")));
        var names = new HashSet<string>();
        foreach (var @case in fixture.RootElement.EnumerateArray())
        {
            var schedule = RecipeText.Schedule(RecipeText.Of(
                @case, "name", "step_epochs", "gamma", "min_lr", "milestones", "pct_start", "div_factor", "final_div_factor", "power"));
            var train = new TrainRecipe(8, @case.GetProperty("epochs").GetInt32(), @case.GetProperty("lr").GetDouble());
            var expected = @case.GetProperty("rates").EnumerateArray().Select(rate => rate.GetDouble());
            Assert.Equal(
                expected, Rates(schedule, train, @case.GetProperty("steps_per_epoch").GetInt32()), (left, right) => Math.Abs(left - right) <= 1e-12 * left);
            names.Add(schedule.Name);
        }

        Assert.Equal(["constant", "cosine", "multi_step", "one_cycle", "polynomial", "step"], names.Order());
    }

    [Fact]
    public void Is_never_negative_nor_above_the_base_rate_and_starts_above_0() =>
        Gen.Select(Schedules, Gen.Double[0.05, 2], Gen.Int[1, 8], Gen.Int[1, 9]).Sample((schedule, lr, epochs, stepsPerEpoch) =>
        {
            var rates = Rates(schedule, new TrainRecipe(8, epochs, lr), stepsPerEpoch);
            Assert.True(rates[0] > 0);
            Assert.All(rates, rate => Assert.InRange(rate, 0, lr * (1 + 1e-12)));
            if (schedule.Name == "cosine")
            {
                Assert.All(rates.Skip((int)Math.Ceiling(schedule.WarmupEpochs * stepsPerEpoch)), rate => Assert.True(rate >= schedule.Values.Number("min_lr")));
            }
        });

    [Fact]
    public void Rises_through_warm_up_and_never_after_it() => Gen.Select(Schedules, Gen.Int[1, 8], Gen.Int[1, 9]).Sample((schedule, epochs, stepsPerEpoch) =>
    {
        var rates = Rates(schedule, new TrainRecipe(8, epochs, 0.1), stepsPerEpoch);
        var end = Math.Clamp((int)Math.Ceiling(schedule.WarmupEpochs * stepsPerEpoch) - 1, 0, rates.Length); // the first step at the full rate
        Assert.All(rates[..end].Zip(rates[..end].Skip(1)), pair => Assert.True(pair.Second > pair.First));
        Assert.All(rates[end..].Zip(rates[end..].Skip(1)), pair => Assert.True(pair.Second <= pair.First));
    });

    [Fact]
    public void Does_not_depend_on_which_steps_were_asked_before() => Gen.Select(Schedules, Gen.Int[0, 15]).Sample((schedule, step) =>
        Assert.Equal(Rates(schedule, Train, StepsPerEpoch)[step], LearningRate.At(schedule, Train, step, StepsPerEpoch)));

    private static ScheduleRecipe Constant(double warmup) => RecipeText.Schedule(FormattableString.Invariant($"{{warmup_epochs: {warmup}}}"));

    private static ScheduleRecipe Cosine(double warmup) =>
        RecipeText.Schedule(FormattableString.Invariant($"{{name: cosine, warmup_epochs: {warmup}, min_lr: 0.02}}"));

    private static double[] Rates(ScheduleRecipe schedule) => Rates(schedule, Train, StepsPerEpoch);

    private static double[] Rates(ScheduleRecipe schedule, TrainRecipe train, int stepsPerEpoch) =>
        [.. Enumerable.Range(0, train.Epochs * stepsPerEpoch).Select(step => LearningRate.At(schedule, train, step, stepsPerEpoch))];

    private static void Near(double[] expected, IEnumerable<double> found) =>
        Assert.Equal(expected, found, (left, right) => Math.Abs(left - right) < 1e-12);
}
