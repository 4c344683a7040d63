using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Lockstep.Runs;

namespace Lockstep.Vision.Reports;

/// <summary>Metrics as TensorBoard reads them: TFRecords of Event messages.</summary>
/// <remarks>
/// A record: its length, that length's checksum, the message, its checksum; CRC-32C, turned and shifted as tensorflow/core/lib/hash/crc32c.h does.
/// </remarks>
internal static class EventFile
{
    /// <summary>TensorBoard takes any file with <c>tfevents</c> in its name and reads several in their order.</summary>
    public static string NameFor(DateTimeOffset started) =>
        string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{started.ToUnixTimeSeconds():D10}.lockstep");

    public static byte[] Of(IEnumerable<Metric> metrics, DateTimeOffset started)
    {
        using var file = new MemoryStream();
        WriteRecord(file, Message(started, 0, [.. Tag(3, 2), .. Prefixed("brain.Event:2"u8)]));
        foreach (var metric in metrics)
        {
            byte[] value = [.. Tag(1, 2), .. Prefixed(Encoding.UTF8.GetBytes($"{metric.Phase}/{metric.Name}")), .. Tag(2, 5), .. Bits((float)metric.Value)];
            WriteRecord(file, Message(metric.Time, metric.Step, [.. Tag(5, 2), .. Prefixed([.. Tag(1, 2), .. Prefixed(value)])]));
        }

        return file.ToArray();
    }

    /// <summary>CRC-32C (Castagnoli).</summary>
    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var one in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, one);
        }

        return ~checksum;
    }

    private static byte[] Message(DateTimeOffset time, long step, byte[] content)
    {
        var seconds = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(seconds, (time - DateTimeOffset.UnixEpoch).TotalSeconds);
        return [.. Tag(1, 1), .. seconds, .. Tag(2, 0), .. Variable((ulong)step), .. content];
    }

    private static void WriteRecord(MemoryStream file, byte[] message)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, message.Length);
        file.Write(length);
        file.Write(Masked(length));
        file.Write(message);
        file.Write(Masked(message));
    }

    private static byte[] Masked(ReadOnlySpan<byte> bytes)
    {
        var masked = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, BitOperations.RotateRight(Checksum(bytes), 15) + 0xa282ead8);
        return masked;
    }

    private static byte[] Tag(int field, int wireType) => Variable((ulong)((field << 3) | wireType));

    private static byte[] Prefixed(ReadOnlySpan<byte> bytes) => [.. Variable((ulong)bytes.Length), .. bytes];

    private static byte[] Bits(float value)
    {
        var bytes = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Variable(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
