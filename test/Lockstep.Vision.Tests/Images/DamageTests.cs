using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using CsCheck;
using Lockstep.Vision.Images;
using Lockstep.Vision.Inspection;

namespace Lockstep.Vision.Tests.Images;

/// <summary>
/// Damaged files give a picture or a <see cref="BrokenImageException"/>, and nothing else. <c>LOCKSTEP_FUZZ_CASES</c> in the environment sets
/// the number of cases.
/// </summary>
public sealed class DamageTests
{
    private static readonly byte[][] Sources = [.. Pictures.Files.Select(File.ReadAllBytes)];

    /// <summary>A place counted from the start or, where negative, from the end; what is done there; with which byte.</summary>
    private static readonly Gen<(int Source, (int Place, int Kind, byte Value)[] Changes, bool MendChecksums)> Damage = Gen.Select(
        Gen.Int[0, Sources.Length - 1],
        Gen.Select(Gen.OneOf(Gen.Int[0, 200], Gen.Int[0, 20_000], Gen.Int[-40, -1]), Gen.Int[0, 4], Gen.Byte).Array[1, 4],
        Gen.Bool);

    [Fact]
    public void A_damaged_file_is_a_picture_or_a_broken_one()
    {
        var cases = long.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_FUZZ_CASES") ?? "10000", CultureInfo.InvariantCulture);
        var pictures = 0L;
        Damage.Sample(
            damage =>
            {
                var bytes = damage.Changes.Aggregate(Sources[damage.Source].ToList(), Change).ToArray();
                if (damage.MendChecksums)
                {
                    MendChecksums(bytes);
                }

                try
                {
                    var image = ImageDecoder.Decode(bytes, "damaged", OrientationRule.Apply);
                    Interlocked.Increment(ref pictures);
                    return image.Height > 0 && image.Width > 0;
                }
                catch (BrokenImageException exception)
                {
                    return exception.Reason.Length > 0 && !exception.Reason.Contains('\n', StringComparison.Ordinal);
                }
            },
            iter: cases,
            print: damage =>
                $"{Path.GetFileName(Pictures.Files[damage.Source])}: {string.Join(", ", damage.Changes)}{(damage.MendChecksums ? ", checksums mended" : "")}");

        // Were all refused, or none, the damage would be too great or too small to find anything.
        Assert.InRange(pictures, cases / 20, cases * 19 / 20);
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_never_filled_up()
    {
        foreach (var (file, bytes) in Pictures.Files.Zip(Sources))
        {
            var whole = PixelDigests.Of(ImageDecoder.Decode(bytes, file, OrientationRule.Ignore));
            for (var length = 0; length < bytes.Length; length += length < bytes.Length - 64 ? 37 : 1)
            {
                try
                {
                    // Of a GIF the first frame is enough, a WebP's or BMP's last bytes may be padding, a TIFF's say nothing of its pixels.
                    Assert.Equal(whole, PixelDigests.Of(ImageDecoder.Decode(bytes[..length], file, OrientationRule.Ignore)));
                    Assert.True(
                        Path.GetExtension(file) is ".gif" or ".webp" or ".bmp" or ".tif", $"{file} was read whole from {length} of {bytes.Length} bytes");
                }
                catch (BrokenImageException)
                {
                    // As it should be.
                }
            }
        }
    }

    private static List<byte> Change(List<byte> bytes, (int Place, int Kind, byte Value) change)
    {
        var at = Math.Clamp(change.Place < 0 ? bytes.Count + change.Place : change.Place % (bytes.Count + 1), 0, bytes.Count);
        switch (change.Kind)
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << (change.Value & 7));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = change.Value;
                break;
            case 2:
                bytes.RemoveRange(at, Math.Min(change.Value, bytes.Count - at));
                break;
            case 3:
                bytes.InsertRange(at, Enumerable.Repeat(change.Value, 1 + (change.Value & 15)));
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }

        return bytes;
    }

    /// <summary>Makes the damage pass a PNG's checksums, and so reach what lies behind them.</summary>
    private static void MendChecksums(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith((byte[])[0x89, (byte)'P', (byte)'N', (byte)'G']))
        {
            return;
        }

        for (var at = 8; at + 12 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
            if (length > bytes.Length - at - 12)
            {
                return;
            }

            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at + 8 + (int)length), Crc32.HashToUInt32(bytes.AsSpan(at + 4, 4 + (int)length)));
            at += 12 + (int)length;
        }
    }
}
