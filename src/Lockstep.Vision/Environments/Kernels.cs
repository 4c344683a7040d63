using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tensors;
using static TorchSharp.torch;

namespace Lockstep.Vision.Environments;

/// <summary>
/// What the numeric libraries chose of the processor's instructions. ATen says so; MKL and oneDNN, as they are built into libtorch, have no function
/// that does, so they are known by what they give for fixed numbers.
/// </summary>
internal static class Kernels
{
    private const int Side = 48;
    private const int Channels = 16;
    private const int Length = 16;

    /// <summary>Call it with the run's switches and threads set. Nothing is drawn.</summary>
    public static JsonObject Describe()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var numbers = linspace(-1.7, 2.3, Channels * Side * Side, ScalarType.Float32);
        var matrix = numbers[TensorIndex.Slice(0, Side * Side)].reshape(Side, Side);
        var image = numbers.reshape(1, Channels, Side, Side);
        var filter = linspace(-0.3, 0.4, Channels * Channels * 9, ScalarType.Float32).reshape(Channels, Channels, 3, 3);
        return new JsonObject
        {
            ["aten"] = Aten.CpuCapability,
            ["mkl"] = Digest(matrix.mm(matrix.t()).abs().sqrt()),
            ["oneDnn"] = Digest(nn.functional.conv2d(image, filter, padding: [1, 1])),
        };
    }

    private static string Digest(Tensor tensor) => string.Create(CultureInfo.InvariantCulture, $"{TensorDigest.Of(tensor):x32}")[..Length];
}
