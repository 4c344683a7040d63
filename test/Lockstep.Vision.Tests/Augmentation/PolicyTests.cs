using System.Text.Json;
using Lockstep.Randomness;
using Lockstep.Vision.Augmentation;

namespace Lockstep.Vision.Tests.Augmentation;

public sealed class PolicyTests
{
    [Fact]
    public void The_tables_of_operations_and_magnitudes_are_those_of_torchvision()
    {
        using var fixture = Fixture();
        foreach (var table in fixture.RootElement.GetProperty("tables").EnumerateArray())
        {
            var (height, width, bins) = (table.GetProperty("height").GetInt32(), table.GetProperty("width").GetInt32(), table.GetProperty("bins").GetInt32());
            var space = table.GetProperty("policy").GetString() switch
            {
                "trivial_augment" => PolicySpace.TrivialAugment,
                "rand_augment" => PolicySpace.RandAugment(height, width),
                _ => PolicySpace.AugMix(height, width, allOperations: true),
            };
            var rows = table.GetProperty("rows").EnumerateArray().ToArray();
            Assert.Equal(rows.Select(row => row[0].GetString()), space.Select(range => range.Operation.ToString()));
            Assert.Equal(rows.Select(row => row[2].GetBoolean()), space.Select(range => range.IsSigned));
            foreach (var (row, range) in rows.Zip(space))
            {
                var wanted = row[1].EnumerateArray().Select(magnitude => magnitude.GetDouble()).ToArray();
                var found = Enumerable.Range(0, bins).Select(bin => range.MagnitudeOf(bin, bins)).ToArray();
                if (wanted.Length == 1)
                {
                    wanted = [.. Enumerable.Repeat(wanted[0], bins)];
                }

                // torch.linspace gives other last bits with AVX2 than without, so that there is no one table to be equal to.
                Assert.Equal(wanted.Length, found.Length);
                Assert.All(wanted.Zip(found), pair =>
                    Assert.Equal(pair.First, pair.Second, range.Operation == PolicyOperation.Posterize ? 0 : 3e-7 * Math.Max(range.First, range.Last)));
            }
        }
    }

    [Fact]
    public void Weights_have_the_bits_that_the_definition_in_Python_gives()
    {
        using var fixture = Fixture();
        foreach (var draw in fixture.RootElement.GetProperty("draws").EnumerateArray())
        {
            var wanted = draw.GetProperty("weights").EnumerateArray().Select(weight => weight.GetDouble()).ToArray();
            var random = new RandomStream(
                draw.GetProperty("seed").GetUInt64(), AugMix.BuiltIn.Purpose, draw.GetProperty("epoch").GetUInt32(),
                draw.GetProperty("sample").GetUInt32());
            Assert.Equal(wanted, Dirichlet.Draw(draw.GetProperty("alpha").GetDouble(), wanted.Length, ref random));
        }
    }

    [Theory]
    [InlineData(0.05, 2)]
    [InlineData(0.2, 2)]
    [InlineData(1.0, 2)]
    [InlineData(1.0, 5)]
    [InlineData(0.5, 3)]
    [InlineData(7.0, 4)]
    public void Weights_have_the_mean_and_the_variance_of_their_distribution(double alpha, int count)
    {
        const int Draws = 40_000;
        var firsts = new double[Draws];
        for (var draw = 0u; draw < Draws; draw++)
        {
            var random = new RandomStream(3, AugMix.BuiltIn.Purpose, 1, draw);
            var weights = Dirichlet.Draw(alpha, count, ref random);
            Assert.Equal(1, weights.Sum(), 1e-12);
            Assert.All(weights, weight => Assert.InRange(weight, 0, 1));
            firsts[draw] = weights[0];
        }

        var (mean, whole) = (1.0 / count, count * alpha);
        var variance = mean * (1 - mean) / (whole + 1);
        Assert.Equal(mean, firsts.Average(), 4 * Math.Sqrt(variance / Draws));
        Assert.Equal(1, firsts.Average(weight => (weight - mean) * (weight - mean)) / variance, 0.03);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(1000)]
    public void The_outermost_parameters_give_weights_that_sum_to_one(double alpha)
    {
        for (var sample = 0u; sample < 5000; sample++)
        {
            var random = new RandomStream(3, AugMix.BuiltIn.Purpose, 1, sample);
            Assert.Equal(1, Dirichlet.Draw(alpha, 3, ref random).Sum(), 1e-12);
        }
    }

    [Fact]
    public void Every_operation_bin_and_sign_is_drawn_about_equally_often()
    {
        const int Draws = 56_000;
        var operations = new Dictionary<PolicyOperation, int>();
        var (magnitudes, negative, rotations) = (new HashSet<double>(), 0, 0);
        for (var sample = 0u; sample < Draws; sample++)
        {
            var random = new RandomStream(3, TrivialAugment.BuiltIn.Purpose, 1, sample);
            var step = TrivialAugment.Choose(ref random);
            operations[step.Operation] = operations.GetValueOrDefault(step.Operation) + 1;
            if (step.Operation == PolicyOperation.Rotate)
            {
                magnitudes.Add(Math.Abs(step.Magnitude));
                (rotations, negative) = (rotations + 1, negative + (double.IsNegative(step.Magnitude) ? 1 : 0));
            }
        }

        Assert.Equal(14, operations.Count);
        Assert.All(operations.Values, count => Assert.InRange(count, 3700, 4300));
        Assert.Equal(31, magnitudes.Count);
        Assert.InRange(negative / (double)rotations, 0.46, 0.54);
    }

    private static JsonDocument Fixture() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "augmentation", "policies.json")));
}
