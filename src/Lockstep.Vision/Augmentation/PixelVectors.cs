using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lockstep.Vision.Augmentation;

/// <summary>
/// Eight neighbouring pixels of three bytes as eight whole numbers a channel, and back. For processors with AVX2 and FMA;
/// others take the plain loops, to the same bits.
/// </summary>
internal static class PixelVectors
{
    /// <summary>Pixels in one step.</summary>
    public const int Count = 8;

    /// <summary>Bytes that a load reads: four more than it uses.</summary>
    public const int Reach = 28;

    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Load(ref byte first) =>
        Vector256.Create(Vector128.LoadUnsafe(ref first), Vector128.LoadUnsafe(ref first, 12));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Red(Vector256<byte> pixels) => Channel(pixels, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Green(Vector256<byte> pixels) => Channel(pixels, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Blue(Vector256<byte> pixels) => Channel(pixels, 2);

    /// <summary>Writes 24 bytes and no more.</summary>
    /// <param name="red">From 0 to 255; so the others.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref byte first, Vector256<int> red, Vector256<int> green, Vector256<int> blue)
    {
        var words = (red | (green << 8) | (blue << 16)).AsByte();
        var packed = Avx2.Shuffle(words, Vector256.Create(
            (byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 128, 128, 128, 128,
            0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 128, 128, 128, 128));
        packed.GetLower().StoreUnsafe(ref first);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref first, 12), packed.AsUInt64().GetElement(2));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref first, 20), packed.AsUInt32().GetElement(6));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Channel(Vector256<byte> pixels, byte channel) => Avx2.Shuffle(pixels, Vector256.Create(
        channel, 128, 128, 128, (byte)(channel + 3), 128, 128, 128, (byte)(channel + 6), 128, 128, 128, (byte)(channel + 9), 128, 128, 128,
        channel, 128, 128, 128, (byte)(channel + 3), 128, 128, 128, (byte)(channel + 6), 128, 128, 128, (byte)(channel + 9), 128, 128, 128)).AsInt32();
}
