using System.Buffers.Binary;

namespace Lockstep.Exec.Metrics;

/// <summary>A field of a message in Protocol Buffers' wire format.</summary>
/// <param name="Value">Of a number.</param>
/// <param name="Bytes">Of a text, bytes or another message.</param>
internal readonly record struct ProtobufField(int Number, int WireType, ulong Value, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>All fields, as far as they are whole.</summary>
    public static IEnumerable<ProtobufField> All(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            if (!TryVariable(message.Span, ref at, out var tag))
            {
                yield break;
            }

            ulong value = 0;
            var bytes = ReadOnlyMemory<byte>.Empty;
            var type = (int)(tag & 7);
            switch (type)
            {
                case 0:
                    if (!TryVariable(message.Span, ref at, out value))
                    {
                        yield break;
                    }

                    break;
                case 1 or 5:
                    var size = type == 1 ? 8 : 4;
                    if (at > message.Length - size)
                    {
                        yield break;
                    }

                    value =
                        type == 1 ? BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]);
                    at += size;
                    break;
                case 2:
                    if (!TryVariable(message.Span, ref at, out var length) || length > (ulong)(message.Length - at))
                    {
                        yield break;
                    }

                    bytes = message.Slice(at, (int)length);
                    at += (int)length;
                    break;
                default:
                    yield break;
            }

            yield return new ProtobufField((int)Math.Min(tag >> 3, int.MaxValue), type, value, bytes);
        }
    }

    private static bool TryVariable(ReadOnlySpan<byte> message, ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && at < message.Length; shift += 7)
        {
            var one = message[at++];
            value |= (ulong)(one & 0x7f) << shift;
            if (one < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
