using static TorchSharp.torch;

namespace Lockstep.Vision.Native;

/// <summary>MKL's vector math, in which libtorch computes square roots, exponentials and the like of whole tensors.</summary>
/// <remarks>
/// On Intel's processors each function picks its kernel when it is first called. Where two threads make that call at once, one may run
/// another kernel than the rest of the run, with other last bits (pytorch/pytorch issue 188792): 9 of 400 trainings of a ResNet-18 with Adam were
/// seen to end with other weights, and none of 250 after a call by one thread alone.
/// </remarks>
internal static class VectorMath
{
    /// <summary>By MKL's names without the letters for precision, every function that libtorch holds.</summary>
    internal static readonly IReadOnlyDictionary<string, Func<Tensor, Tensor>> Functions = new Dictionary<string, Func<Tensor, Tensor>>(StringComparer.Ordinal)
    {
        ["Acos"] = acos,
        ["Asin"] = asin,
        ["Atan"] = atan,
        ["Cos"] = cos,
        ["Erf"] = special.erf,
        ["Erfc"] = special.erfc,
        ["ErfInv"] = special.erfinv,
        ["Exp"] = exp,
        ["Ln"] = log,
        ["Log10"] = log10,
        ["Log2"] = log2,
        ["Sin"] = sin,
        ["Sqrt"] = sqrt,
        ["Tan"] = tan,
        ["Tanh"] = tanh,
        ["Trunc"] = trunc,
    };

    private static readonly Lazy<bool> Warm = new(CallEachOnce);

    /// <summary>Calls each function once a process, by one thread. It draws nothing and leaves nothing behind.</summary>
    public static void WarmUp() => _ = Warm.Value;

    internal static bool CallEachOnce()
    {
        using var scope = NewDisposeScope();
        foreach (var type in (ScalarType[])[ScalarType.Float32, ScalarType.Float64])
        {
            // One element is computed by the thread that asks.
            var half = full([1], 0.5, type);
            foreach (var function in Functions.Values)
            {
                function(half);
            }
        }

        return true;
    }
}
