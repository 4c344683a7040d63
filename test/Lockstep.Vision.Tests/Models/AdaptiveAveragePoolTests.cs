using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tests.Native;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Models;

[Collection(LibtorchState.Name)]
public sealed class AdaptiveAveragePoolTests
{
    /// <summary>Smaller than the square, its size, and larger, where the parts overlap and where they don't.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(7, 7)]
    [InlineData(7, 10)]
    [InlineData(12, 9)]
    [InlineData(14, 28)]
    public void Part_by_part_is_what_PyTorchs_layer_gives_and_so_is_its_gradient(int height, int width)
    {
        Determinism.Set("strict", threads: 1);
        manual_seed(1);
        using var scope = NewDisposeScope();
        var weights = randn(2, 3, 7, 7);
        (Tensor, Tensor) Of(Func<Tensor, Tensor> pool, Device device)
        {
            var input = arange(2 * 3 * height * width, float32).sin().view(2, 3, height, width).to(device);
            input.requires_grad = true;
            var pooled = pool(input);
            (pooled * weights.to(device)).sum().backward();
            return (pooled.cpu(), input.grad!.cpu());
        }

        var (expected, expectedGradient) = Of(input => nn.functional.adaptive_avg_pool2d(input, 7), CPU);
        foreach (var device in (Device[])[CPU, TestDevice.Here])
        {
            var (pooled, gradient) = Of(new AdaptiveAveragePool(7).Pooled, device);
            Assert.True(allclose(expected, pooled, 1e-5, 1e-6));
            Assert.True(allclose(expectedGradient, gradient, 1e-5, 1e-6));
        }

        var (itself, _) = Of(new AdaptiveAveragePool(7).forward, CPU);
        Assert.Equal(expected.bytes.ToArray(), itself.bytes.ToArray());
    }
}
