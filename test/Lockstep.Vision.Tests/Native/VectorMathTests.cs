using System.Text;
using System.Text.RegularExpressions;
using Lockstep.Vision.Native;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Native;

/// <summary>What can be known on any processor; that the kernels differ shows on Intel's alone, and seldom.</summary>
[Collection(LibtorchState.Name)]
public sealed partial class VectorMathTests
{
    public VectorMathTests() => NativeLibraries.Load();

    [Fact]
    public void Every_function_of_MKLs_vector_math_that_libtorch_holds_is_called_before_threads_can()
    {
        // Of the names that the library exports, those such as vmsSqrt: s for float, d for double. Those of Fortran are in one case.
        var library = File.ReadAllBytes(Path.Combine(NativeLibraries.Folder, "libtorch_cpu.so")).AsSpan();
        var exported = new SortedSet<string>(StringComparer.Ordinal);
        for (var at = 0; library[at..].IndexOf("\0vm"u8) is var next and >= 0; at += next + 1)
        {
            var name = library[(at + next + 1)..];
            if (Exported().Match(Encoding.Latin1.GetString(name[..name.IndexOf((byte)0)])) is { Success: true } match)
            {
                exported.Add(match.Groups["function"].Value);
            }
        }

        Assert.Equal(exported, VectorMath.Functions.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_stands_for_the_function_of_its_name()
    {
        var half = tensor((double[])[0.5]);
        Dictionary<string, double> known = new()
        {
            ["Acos"] = Math.Acos(0.5),
            ["Asin"] = Math.Asin(0.5),
            ["Atan"] = Math.Atan(0.5),
            ["Cos"] = Math.Cos(0.5),
            ["Erf"] = 0.5204998778130465,
            ["Erfc"] = 0.4795001221869535,
            ["ErfInv"] = 0.4769362762044699,
            ["Exp"] = Math.Exp(0.5),
            ["Ln"] = Math.Log(0.5),
            ["Log10"] = Math.Log10(0.5),
            ["Log2"] = -1,
            ["Sin"] = Math.Sin(0.5),
            ["Sqrt"] = Math.Sqrt(0.5),
            ["Tan"] = Math.Tan(0.5),
            ["Tanh"] = Math.Tanh(0.5),
            ["Trunc"] = 0,
        };
        Assert.All(VectorMath.Functions, function => Assert.Equal(known[function.Key], function.Value(half).item<double>(), precision: 14));
    }

    [Fact]
    public void The_calls_draw_nothing()
    {
        manual_seed(5);
        var before = get_rng_state().bytes.ToArray();
        VectorMath.CallEachOnce();
        Assert.Equal(before, get_rng_state().bytes.ToArray());
    }

    [GeneratedRegex("^vm[sd](?<function>[A-Z][A-Za-z0-9]*)\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Exported();
}
