using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Lockstep.Exec.Metrics;

/// <summary>One value in a TensorBoard event file.</summary>
/// <param name="Time">Seconds since 1970.</param>
/// <param name="Scalar">Null for a picture, a histogram, a text.</param>
/// <param name="Payload">The value as its message has it.</param>
internal sealed record EventValue(double Time, long Step, string Tag, double? Scalar, byte[] Payload);

/// <summary>Reads TensorBoard's event files: TFRecords of Event messages.</summary>
/// <remarks>Source: tensorflow/core/util/event.proto, framework/summary.proto, framework/tensor.proto and lib/io/record_reader.cc.</remarks>
internal static class EventFile
{
    private const int LargestRecord = 64 << 20;

    public static bool IsNamedSo(string name) => name.Contains("tfevents", StringComparison.Ordinal);

    /// <summary>All values in their order, as far as records are whole: a file that is still written ends inside one.</summary>
    public static IEnumerable<EventValue> Read(Stream stream)
    {
        var head = new byte[12];
        while (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length)
        {
            var length = BinaryPrimitives.ReadInt64LittleEndian(head);
            if (
                length is < 0 or > LargestRecord
                || length > stream.Length - stream.Position - 4
                || BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(8)) != Masked(head.AsSpan(0, 8))
            )
            {
                yield break;
            }

            var record = new byte[length + 4];
            if (
                stream.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) < record.Length
                || BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan((int)length)) != Masked(record.AsSpan(0, (int)length))
            )
            {
                yield break;
            }

            foreach (var value in Values(record.AsMemory(0, (int)length)))
            {
                yield return value;
            }
        }
    }

    private static List<EventValue> Values(ReadOnlyMemory<byte> message)
    {
        var values = new List<EventValue>();
        var time = 0.0;
        long step = 0;
        foreach (var field in ProtobufField.All(message))
        {
            switch (field.Number)
            {
                case 1 when field.WireType == 1:
                    time = BitConverter.UInt64BitsToDouble(field.Value);
                    break;
                case 2 when field.WireType == 0:
                    step = (long)field.Value;
                    break;
                case 5 when field.WireType == 2:
                    values.AddRange(ProtobufField.All(field.Bytes).Where(value => value is { Number: 1, WireType: 2 }).Select(value => ValueOf(value.Bytes)));
                    break;
            }
        }

        return [.. values.Select(value => value with { Time = time, Step = step })];
    }

    private static EventValue ValueOf(ReadOnlyMemory<byte> message)
    {
        var tag = "";
        double? scalar = null;
        ReadOnlyMemory<byte> payload = default;
        foreach (var field in ProtobufField.All(message))
        {
            switch (field.Number)
            {
                case 1 when field.WireType == 2:
                    tag = Encoding.UTF8.GetString(field.Bytes.Span);
                    break;
                case 2 when field.WireType == 5:
                    scalar = BitConverter.UInt32BitsToSingle((uint)field.Value);
                    break;
                case 8 when field.WireType == 2:
                    scalar = ScalarOf(field.Bytes);
                    payload = field.Bytes;
                    break;
                case not 9:
                    payload = field.Bytes;
                    break;
            }
        }

        return new EventValue(0, 0, tag, scalar, scalar is null ? payload.ToArray() : []);
    }

    /// <summary>A tensor of one number, as newer writers note scalars.</summary>
    private static double? ScalarOf(ReadOnlyMemory<byte> tensor)
    {
        var type = 0UL;
        double? scalar = null;
        foreach (var field in ProtobufField.All(tensor))
        {
            switch (field.Number)
            {
                case 1 when field.WireType == 0:
                    type = field.Value;
                    break;
                case 2 when field.WireType == 2 && field.Bytes.Length > 2:
                    return null; // it has dimensions
                case 4 when field.WireType == 2:
                    scalar = (type, field.Bytes.Length) switch
                    {
                        (1, 4) => BinaryPrimitives.ReadSingleLittleEndian(field.Bytes.Span),
                        (2, 8) => BinaryPrimitives.ReadDoubleLittleEndian(field.Bytes.Span),
                        (3, 4) => BinaryPrimitives.ReadInt32LittleEndian(field.Bytes.Span),
                        (9, 8) => BinaryPrimitives.ReadInt64LittleEndian(field.Bytes.Span),
                        _ => null,
                    };
                    break;
                case 5 when field.WireType == 5:
                    scalar = BitConverter.UInt32BitsToSingle((uint)field.Value);
                    break;
                case 5 when field is { WireType: 2, Bytes.Length: 4 }:
                    scalar = BinaryPrimitives.ReadSingleLittleEndian(field.Bytes.Span);
                    break;
                case 6 when field.WireType == 1:
                    scalar = BitConverter.UInt64BitsToDouble(field.Value);
                    break;
                case 6 when field is { WireType: 2, Bytes.Length: 8 }:
                    scalar = BinaryPrimitives.ReadDoubleLittleEndian(field.Bytes.Span);
                    break;
            }
        }

        return scalar;
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var one in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, one);
        }

        return BitOperations.RotateRight(~checksum, 15) + 0xa282ead8;
    }
}
