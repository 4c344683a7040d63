using System.Buffers.Binary;
using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Samples.Formats;

/// <summary>Reads one idx file: two zero bytes, 8 (for bytes), the number of dimensions, each dimension in four bytes, then the items.</summary>
/// <remarks>What the header says is held against the file's length, packed or not, before anything is made of it.</remarks>
internal static class IdxFile
{
    private const int MagicBytes = 4;
    private const byte UnsignedByte = 8;

    /// <summary>More are a damaged header, or one made to use up the memory.</summary>
    private const int MostImages = 1 << 24;

    /// <summary>The largest number of pixels of an image, as large a picture as the image decoder takes.</summary>
    private const long MostPixels = 178_956_970;

    public static PixelRecords Images(Snapshot snapshot, Manifest manifest, string relPath)
    {
        var isGzip = IsGzip(relPath);
        using var file = ListedFile.Open(snapshot, manifest, relPath);
        var sizes = isGzip ? file.Unpack(stream => Measured(stream, file.Place, least: 3, most: 4)) : Measured(file);
        var (count, height, width, channels) = (sizes[0], sizes[1], sizes[2], sizes.Length == 4 ? sizes[3] : 1);
        if (count is 0 or > MostImages)
        {
            throw new LockstepException($"{file.Place}: its header says {count} images; expected at least 1 and at most {MostImages}.");
        }

        if (channels is not (1 or 3) || height == 0 || width == 0 || height * width > MostPixels)
        {
            throw new LockstepException($"{file.Place}: its header says images of {height}×{width} pixels and {channels} channels; expected at least 1×1, "
                + $"at most {MostPixels} pixels, and 1 or 3 channels.");
        }

        return new PixelRecords(
            relPath, isGzip, HeaderBytes(sizes.Length), (int)(height * width * channels), (int)count, (int)height, (int)width, (int)channels, IsPlanar: false);
    }

    /// <summary>A byte a label.</summary>
    /// <param name="count">How many there must be.</param>
    public static byte[] Labels(Snapshot snapshot, Manifest manifest, string relPath, int count)
    {
        var place = snapshot.PathOf(relPath);
        var bytes = snapshot.ReadListed(manifest, relPath);
        using var packed = new MemoryStream(bytes);
        using var labels = new MemoryStream();
        long[] Read(Stream stream) => Measured(stream, place, least: 1, most: 1, count, labels);
        _ = IsGzip(relPath) ? Gzip.Unpack(packed, place, Read) : Read(packed);
        return labels.ToArray();
    }

    private static bool IsGzip(string relPath) => relPath.EndsWith(".gz", StringComparison.Ordinal);

    private static int HeaderBytes(int dimensions) => MagicBytes + (4 * dimensions);

    private static long[] Measured(ListedFile file)
    {
        Span<byte> header = stackalloc byte[(int)Math.Min(HeaderBytes(4), file.Length)];
        file.Read(header, at: 0);
        var sizes = Header(header, file.Place, least: 3, most: 4);
        DemandLength(file.Length, sizes, file.Place);
        return sizes;
    }

    /// <summary>Reads an unpacked stream to its end, and no further than one byte beyond what its header says.</summary>
    /// <param name="count">How many items there must be, if that is known.</param>
    /// <param name="items">Takes the bytes after the header.</param>
    private static long[] Measured(Stream stream, string place, int least, int most, int? count = null, Stream? items = null)
    {
        Span<byte> header = stackalloc byte[HeaderBytes(most)];
        var inHeader = stream.ReadAtLeast(header[..HeaderBytes(least)], HeaderBytes(least), throwOnEndOfStream: false);
        if (inHeader == HeaderBytes(least) && header[3] == most && most > least)
        {
            inHeader += stream.ReadAtLeast(header[inHeader..], header.Length - inHeader, throwOnEndOfStream: false);
        }

        var sizes = Header(header[..inHeader], place, least, most);
        if (count is { } wanted && wanted != sizes[0])
        {
            throw new LockstepException(
                $"{place}: its header says {sizes[0]} labels, but there are {wanted} images. Fetch both files again, and seal the data set anew.");
        }

        var expected = Length(sizes, place);
        if (expected > Array.MaxLength)
        {
            throw new LockstepException(
                $"{place}: its header says {expected} bytes, more than can be unpacked into memory. Unpack it with 'gunzip', and seal the data set anew.");
        }

        var buffer = new byte[1 << 16];
        var length = (long)inHeader;
        while (length <= expected && stream.Read(buffer, 0, (int)Math.Min(buffer.Length, expected - length + 1)) is > 0 and var read)
        {
            items?.Write(buffer, 0, read);
            length += read;
        }

        DemandLength(length, sizes, place);
        return sizes;
    }

    private static long[] Header(ReadOnlySpan<byte> bytes, string place, int least, int most)
    {
        var dimensions = bytes.Length < MagicBytes ? 0 : bytes[3];
        if (bytes.Length < MagicBytes || bytes[0] != 0 || bytes[1] != 0 || bytes[2] != UnsignedByte || dimensions < least || dimensions > most)
        {
            throw ForeignFile.Of(bytes) is { } other && bytes.Length > 0
                ? new LockstepException($"{place}: "
                    + other.Or($"expected an idx file of unsigned bytes{(place.EndsWith(".gz", StringComparison.Ordinal) ? "" : ", unpacked")}")
                    + ". Then seal the data set anew.")
                : new LockstepException($"{place}: begins with {(bytes.IsEmpty ? "nothing" : Convert.ToHexStringLower(bytes[..Math.Min(4, bytes.Length)]))}, "
                    + "expected 00000801 for labels, 00000803 or 00000804 for images. Is it an idx file of unsigned "
                    + $"bytes{(place.EndsWith(".gz", StringComparison.Ordinal) ? "" : ", and unpacked")}?");
        }

        if (bytes.Length < HeaderBytes(dimensions))
        {
            throw new LockstepException($"{place}: ends inside its header. Fetch it again, and seal the data set anew.");
        }

        var sizes = new long[dimensions];
        for (var dimension = 0; dimension < dimensions; dimension++)
        {
            sizes[dimension] = BinaryPrimitives.ReadUInt32BigEndian(bytes[HeaderBytes(dimension)..]);
        }

        return sizes;
    }

    private static void DemandLength(long length, long[] sizes, string place)
    {
        var expected = Length(sizes, place);
        if (length != expected)
        {
            throw new LockstepException(
                $"{place}: its header says {string.Join("×", sizes)} bytes, {expected} with the header, "
                + $"but there are {(length > expected ? "more" : $"{length}")}. Fetch it again, and seal the data set anew.");
        }
    }

    private static long Length(long[] sizes, string place)
    {
        var all = sizes.Aggregate((UInt128)1, (product, size) => product * (UInt128)size) + (UInt128)HeaderBytes(sizes.Length);
        return all <= long.MaxValue ? (long)all : throw new LockstepException(
            $"{place}: its header says {string.Join("×", sizes)} bytes, more than any file has.");
    }
}
