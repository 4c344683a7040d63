using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Training;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Training;

[Collection(LibtorchState.Name)]
public sealed class WeightAverageTests
{
    [Fact]
    public void Keeps_so_much_of_the_average_and_takes_the_rest_from_the_weights()
    {
        using var scope = NewDisposeScope();
        var (weight, count) = (full(3, 1f), zeros(1, dtype: int64));
        using var average = new WeightAverage(0.75, new Dictionary<string, Tensor> { ["weight"] = weight, ["count"] = count });
        foreach (var (value, expected) in ((float, float)[])[(5, 2), (2, 2), (-6, 0)])
        {
            weight.fill_(value);
            count.add_(1);
            average.Update();
            Assert.All(average.Weights["weight"].data<float>().ToArray(), mean => Assert.Equal(expected, mean));
        }

        Assert.Equal(3, average.Weights["count"].item<long>());
    }

    [Fact]
    public void Changes_places_with_the_weights_and_back_to_the_very_bits()
    {
        using var scope = NewDisposeScope();
        var weight = rand(100);
        var first = weight.data<float>().ToArray();
        using var average = new WeightAverage(0.3, new Dictionary<string, Tensor> { ["weight"] = weight });
        weight.mul_(0.1f);
        average.Update();
        var (trained, mean) = (weight.data<float>().ToArray(), average.Weights["weight"].data<float>().ToArray());
        average.Swap();
        Assert.Equal([mean, trained], [weight.data<float>().ToArray(), average.Weights["weight"].data<float>().ToArray()]);
        average.Swap();
        Assert.Equal([trained, mean], [weight.data<float>().ToArray(), average.Weights["weight"].data<float>().ToArray()]);
        Assert.NotEqual(first, mean);
    }
}
