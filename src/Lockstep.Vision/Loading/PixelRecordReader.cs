using System.Collections.Concurrent;
using System.IO.Compression;
using Lockstep.Data;
using Lockstep.Vision.Images;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Vision.Loading;

/// <summary>Reads images out of files of raw records: plain files where they lie, packed ones from memory. Thread-safe.</summary>
internal sealed class PixelRecordReader(Snapshot snapshot)
{
    private readonly ConcurrentDictionary<string, Lazy<SafeFileHandle>> plain = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<byte[]>> unpacked = new(StringComparer.Ordinal);

    public Image Read(PixelRecord record)
    {
        var layout = record.Layout;
        var at = layout.Start + ((long)record.Index * layout.Stride);
        var stored = new byte[layout.PixelBytes];
        var path = snapshot.PathOf(layout.RelPath);
        var read = layout.IsGzip
            ? CopyFrom(unpacked.GetOrAdd(layout.RelPath, _ => new(() => Unpack(path))).Value, at, stored)
            : RandomAccess.Read(plain.GetOrAdd(layout.RelPath, _ => new(() => File.OpenHandle(path))).Value, stored, at);
        return read == stored.Length
            ? new Image(layout.Height, layout.Width, Interleaved(stored, layout))
            : throw new BrokenImageException(snapshot.PathOf(record.Name), $"the file ends {stored.Length - read} bytes too early");
    }

    private static int CopyFrom(byte[] bytes, long at, byte[] target)
    {
        var count = (int)Math.Clamp(bytes.Length - at, 0, target.Length);
        bytes.AsSpan((int)Math.Min(at, bytes.Length), count).CopyTo(target);
        return count;
    }

    private static byte[] Unpack(string path)
    {
        try
        {
            using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            using var all = new MemoryStream();
            stream.CopyTo(all);
            return all.ToArray();
        }
        catch (InvalidDataException exception)
        {
            throw new LockstepException($"{path}: not a whole gzip file: {exception.Message}", exception);
        }
    }

    private static byte[] Interleaved(byte[] stored, PixelRecords layout)
    {
        if (layout is { Channels: 3, IsPlanar: false })
        {
            return stored;
        }

        var plane = layout.Height * layout.Width;
        var rgb = GC.AllocateUninitializedArray<byte>(3 * plane);
        for (var channel = 0; channel < 3; channel++)
        {
            var from = layout.Channels == 1 ? 0 : channel * plane;
            for (var at = 0; at < plane; at++)
            {
                rgb[(3 * at) + channel] = stored[from + at];
            }
        }

        return rgb;
    }
}
