using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Lockstep.Files;

namespace Lockstep.Environments;

/// <summary>
/// What the C library's functions give for fixed numbers: it picks variants by the processor and by settings, and some differ in the last bit.
/// </summary>
public static unsafe partial class MathLibrary
{
    private const string Name = "libm.so.6";
    private const int Numbers = 2000;
    private const int Length = 16;

    private static readonly Lazy<string> Made = new(Make);

    /// <summary>The first digits of the SHA-256 of their answers.</summary>
    public static string Digest => Made.Value;

    private static string Make()
    {
        delegate*<double, double>[] functions = [&Exp, &Log, &Sin, &Cos, &Tanh, &Root];
        delegate*<float, float>[] singles = [&ExpF, &LogF, &SinF, &CosF, &TanhF, &RootF];
        var answers = new byte[Numbers * ((functions.Length * sizeof(double)) + (singles.Length * sizeof(float)))];
        var at = 0;
        for (var index = 1; index <= Numbers; index++)
        {
            // Spread over the range in which all of them are finite.
            var number = index * 0.0137;
            foreach (var function in functions)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(answers.AsSpan(at), function(number));
                at += sizeof(double);
            }

            foreach (var function in singles)
            {
                BinaryPrimitives.WriteSingleLittleEndian(answers.AsSpan(at), function((float)number));
                at += sizeof(float);
            }
        }

        return Sha256.Of(answers)[..Length];
    }

    private static double Root(double number) => Pow(number, 0.9);

    private static float RootF(float number) => PowF(number, 0.9f);

    [LibraryImport(Name, EntryPoint = "exp")]
    private static partial double Exp(double x);

    [LibraryImport(Name, EntryPoint = "log")]
    private static partial double Log(double x);

    [LibraryImport(Name, EntryPoint = "sin")]
    private static partial double Sin(double x);

    [LibraryImport(Name, EntryPoint = "cos")]
    private static partial double Cos(double x);

    [LibraryImport(Name, EntryPoint = "tanh")]
    private static partial double Tanh(double x);

    [LibraryImport(Name, EntryPoint = "pow")]
    private static partial double Pow(double x, double y);

    [LibraryImport(Name, EntryPoint = "expf")]
    private static partial float ExpF(float x);

    [LibraryImport(Name, EntryPoint = "logf")]
    private static partial float LogF(float x);

    [LibraryImport(Name, EntryPoint = "sinf")]
    private static partial float SinF(float x);

    [LibraryImport(Name, EntryPoint = "cosf")]
    private static partial float CosF(float x);

    [LibraryImport(Name, EntryPoint = "tanhf")]
    private static partial float TanhF(float x);

    [LibraryImport(Name, EntryPoint = "powf")]
    private static partial float PowF(float x, float y);
}
