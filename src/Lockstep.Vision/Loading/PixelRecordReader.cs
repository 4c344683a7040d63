using System.Collections.Concurrent;
using Lockstep.Files;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
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
        if (layout.IsGzip)
        {
            unpacked.GetOrAdd(layout.RelPath, _ => new(() => Unpack(path, layout))).Value.AsSpan((int)at, stored.Length).CopyTo(stored);
        }
        else
        {
            PositionedRead.Fill(plain.GetOrAdd(layout.RelPath, _ => new(() => File.OpenHandle(path))).Value, stored, at);
        }

        return new Image(layout.Height, layout.Width, Interleaved(stored, layout));
    }

    /// <summary>As many bytes as the format found there, which is where the length to set aside comes from; a file that changed since may hold more.</summary>
    private static byte[] Unpack(string path, PixelRecords layout)
    {
        using var packed = File.OpenRead(path);
        return Gzip.Unpack(packed, path, stream =>
        {
            var all = GC.AllocateUninitializedArray<byte>(checked((int)layout.End));
            stream.ReadExactly(all);
            return all;
        });
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
