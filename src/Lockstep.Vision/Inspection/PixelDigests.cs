using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Files;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;

namespace Lockstep.Vision.Inspection;

/// <summary>A digest of every decoded image of a snapshot: two machines with the same listing see the same pixels.</summary>
/// <param name="Orientation">How the images were decoded.</param>
/// <param name="Samples">In the order of the names' UTF-8 bytes.</param>
public sealed record PixelDigests(OrientationRule Orientation, IReadOnlyList<PixelDigest> Samples)
{
    /// <summary>Those that gave no pixels.</summary>
    public IEnumerable<PixelDigest> Broken => Samples.Where(sample => sample.Reason is not null);

    /// <summary>SHA-256 over <see cref="Lines"/>.</summary>
    public string All => Sha256.Of(Lines());

    /// <summary>SHA-256 over height and width, each four bytes with the low one first, and the rows of red, green and blue bytes.</summary>
    public static string Of(Image image)
    {
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(size, image.Height);
        BinaryPrimitives.WriteInt32LittleEndian(size[4..], image.Width);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(size);
        hash.AppendData(image.Pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Decodes all of them, in parallel.</summary>
    /// <exception cref="LockstepException">A file can't be read; one that can't be decoded is listed as broken.</exception>
    public static PixelDigests Of(Snapshot snapshot, IEnumerable<SampleSource> sources, OrientationRule orientation, CancellationToken cancellation)
    {
        var decoder = new SampleDecoder(snapshot, orientation);
        var sorted = sources.OrderBy(source => source.Name, ChecksumListing.ByUtf8Bytes).ToArray();
        return new PixelDigests(orientation, ParallelReading.Map(sorted, source => DigestOf(decoder, source), cancellation));
    }

    /// <summary>A line <c>&lt;digest&gt;  &lt;sample&gt;</c> for each that gave pixels, as <c>sha256sum</c> writes them.</summary>
    public string Lines() => ChecksumListing.Write(
        Samples.Where(sample => sample.Sha256 is not null).Select(sample => new FileChecksum(sample.Sha256 ?? "", sample.Name)));

    /// <summary>The lines, and then, each behind a <c>#</c>, the broken ones, how it was decoded, and the digest over all lines.</summary>
    public string ToText()
    {
        var text = new StringBuilder(Lines());
        foreach (var broken in Broken)
        {
            text.Append("# broken: ").Append(broken.Name.ReplaceLineEndings("\\n")).Append(": ").Append(broken.Reason).Append('\n');
        }

        return text
            .Append("# decoder: ").Append(ImageDecoder.Name).Append(' ').Append(ImageDecoder.Version)
            .Append(", orientation: ").Append(Orientation.ToString().ToLowerInvariant()).Append('\n')
            .Append("# all: ").Append(All).Append('\n')
            .ToString();
    }

    private static PixelDigest DigestOf(SampleDecoder decoder, SampleSource source)
    {
        try
        {
            return new PixelDigest(source.Name, Of(decoder.Decode(source)), null);
        }
        catch (BrokenImageException exception)
        {
            return new PixelDigest(source.Name, null, exception.Reason);
        }
        catch (OrientationRefusedException exception)
        {
            return new PixelDigest(
                source.Name,
                null,
                $"its EXIF data says orientation {exception.Orientation} ({Images.Orientation.Describe(exception.Orientation)}), which was refused");
        }
    }
}
