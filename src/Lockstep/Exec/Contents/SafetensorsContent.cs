using System.Buffers.Binary;
using System.Text.Json;
using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents;

/// <summary>Tensors of a safetensors file, of any type.</summary>
internal static class SafetensorsContent
{
    private const int LargestHeader = 100 << 20;

    public static bool BeginsSo(ReadOnlySpan<byte> start, long fileLength) =>
        start.Length > 9
        && start[8] == '{'
        && BinaryPrimitives.ReadInt64LittleEndian(start) is var length
        && length is >= 2 and <= LargestHeader
        && length <= fileLength - 8;

    public static ContentNode Read(ByteRange bytes)
    {
        Span<byte> start = stackalloc byte[8];
        bytes.Fill(start, 0);
        var length = BinaryPrimitives.ReadInt64LittleEndian(start);
        if (length is < 2 or > LargestHeader)
        {
            throw new ContentException("has a header of impossible length");
        }

        using var header = Parse(bytes.Slice(8, length));
        var data = bytes.Slice(8 + length, bytes.Length - 8 - length);
        var root = new ContentNode(ContentKind.Map, "dict");
        if (header.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new ContentException("has a header that is no JSON object");
        }

        try
        {
            foreach (var member in header.RootElement.EnumerateObject())
            {
                root.Put(member.Name, member.Name == "__metadata__" ? JsonContent.NodeOf(member.Value) : Tensor(member, data));
            }

            return root;
        }
        catch (InvalidOperationException)
        {
            throw new ContentException("has a header with a text that is not UTF-8");
        }
    }

    private static JsonDocument Parse(ByteRange header)
    {
        try
        {
            return JsonDocument.Parse(header.ToMemory());
        }
        catch (JsonException)
        {
            throw new ContentException("has a header that is not JSON");
        }
    }

    private static ContentNode Tensor(JsonProperty member, ByteRange data)
    {
        try
        {
            var shape = member.Value.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64()).ToArray();
            var ends = member.Value.GetProperty("data_offsets").EnumerateArray().Select(end => end.GetInt64()).ToArray();
            if (
                ends is not [var begin, var end]
                || end < begin
                || ElementType.OfSafetensors(member.Value.GetProperty("dtype").GetString() ?? "") is not { } element
            )
            {
                throw new ContentException("has a tensor of a type that is unknown");
            }

            var tensor = new TensorData(element, shape) { Bytes = data.Slice(begin, end - begin) };
            return tensor.Count * element.Size == end - begin
                ? new ContentNode(ContentKind.Tensor, element.Name) { Data = tensor }
                : throw new ContentException("has a tensor whose shape doesn't fit its bytes");
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ContentException("has a tensor whose entry is malformed");
        }
    }
}
