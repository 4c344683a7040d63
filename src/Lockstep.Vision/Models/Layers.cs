using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>What several models are made of. Each starts as torchvision's models start, which is said where it is made.</summary>
internal static class Layers
{
    /// <summary>One after the other, named by their numbers from 0, as torchvision names them.</summary>
    public static Sequential InOrder(IEnumerable<Module<Tensor, Tensor>> layers) =>
        Sequential(layers.Select((layer, index) => (index.ToString(CultureInfo.InvariantCulture), layer)).ToArray());

    /// <inheritdoc cref="InOrder(IEnumerable{Module{Tensor, Tensor}})"/>
    public static Sequential InOrder(params Module<Tensor, Tensor>?[] layers) => InOrder(layers.OfType<Module<Tensor, Tensor>>());

    /// <summary>
    /// A convolution that keeps the size but for its stride, without bias, from Kaiming normal, fan out; batch norm
    /// at 1 and 0; and what follows, if anything.
    /// </summary>
    public static Sequential Convolution(int from, int to, int kernel, int stride, Module<Tensor, Tensor>? activation, int groups = 1)
    {
        var convolution = Conv2d(from, to, kernel, stride, padding: kernel / 2, groups: groups, bias: false);
        init.kaiming_normal_(convolution.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
        return InOrder(convolution, BatchNorm2d(to), activation);
    }

    /// <summary>Sets weights from a normal distribution around 0 and a bias of 0, and returns the layer.</summary>
    /// <remarks>
    /// torchvision cuts the distribution off at ±2. That is 50 deviations away or more in every model here, so nothing is cut; and TorchSharp's
    /// <c>trunc_normal_</c> gives NaN for about one number in 10 million.
    /// </remarks>
    public static Linear FromNormal(Linear layer, double deviation)
    {
        init.normal_(layer.weight, 0, deviation);
        init.zeros_(layer.bias);
        return layer;
    }

    /// <inheritdoc cref="FromNormal(Linear, double)"/>
    public static Conv2d FromNormal(Conv2d layer, double deviation)
    {
        init.normal_(layer.weight, 0, deviation);
        init.zeros_(layer.bias);
        return layer;
    }
}
