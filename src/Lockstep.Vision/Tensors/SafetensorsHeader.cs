using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tensors;

/// <summary>What a safetensors file says of its tensors, believed only where it fits the file.</summary>
internal static class SafetensorsHeader
{
    private const int LargestHeader = 100 << 20;
    private const int MostDimensions = 64; // libtorch's own limit

    /// <summary>One tensor.</summary>
    /// <param name="Begin">Of its bytes, counted from the end of the header.</param>
    public readonly record struct Entry(string Name, ScalarType Type, long[] Shape, long Begin, long End);

    /// <summary>Every tensor, in the order of the bytes. Together they fill the file to its end without a gap.</summary>
    /// <exception cref="LockstepException">They do not, or the header is malformed.</exception>
    public static IReadOnlyList<Entry> Read(Stream stream, string path, out long dataStart)
    {
        Span<byte> length = stackalloc byte[8];
        if (stream.ReadAtLeast(length, 8, throwOnEndOfStream: false) < 8)
        {
            throw OtherFile(stream, path) ?? Refusal(path, $"it has {Counted.Of(stream.Length, "byte")}, fewer than the 8 that say how long its header is");
        }

        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (headerLength is < 2 or > LargestHeader || headerLength > stream.Length - 8)
        {
            throw OtherFile(stream, path) ?? Refusal(path, $"its header claims {(ulong)headerLength} bytes, the file has {stream.Length}");
        }

        var header = new byte[headerLength];
        stream.ReadExactly(header);
        dataStart = 8 + headerLength;
        var entries = Parse(header, path);
        long end = 0;
        foreach (var entry in entries)
        {
            if (entry.Begin != end)
            {
                throw Refusal(path, $"tensor '{entry.Name}' begins at byte {entry.Begin}, but the one before it ends at {end}");
            }

            end = entry.End;
        }

        return end == stream.Length - dataStart ? entries : throw Refusal(
            path, $"its tensors fill {end} bytes, but {stream.Length - dataStart} follow the header");
    }

    /// <summary>What the file says of itself; empty where it says nothing.</summary>
    /// <exception cref="LockstepException">It is not a whole safetensors file, or can't be read.</exception>
    public static IReadOnlyDictionary<string, string> Metadata(string path)
    {
        try
        {
            using var stream = RegularFile.OpenRead(path);
            Read(stream, path, out var dataStart);
            var header = new byte[dataStart - 8];
            stream.Position = 8;
            stream.ReadExactly(header);
            return ((JsonNode.Parse(header) as JsonObject)?["__metadata__"] as JsonObject ?? [])
                .Where(member => member.Value is JsonValue value && value.TryGetValue<string>(out _))
                .ToDictionary(member => member.Key, member => member.Value?.GetValue<string>() ?? "", StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{path}: can't be read: {exception.Message}", exception);
        }
    }

    private static Entry[] Parse(byte[] header, string path)
    {
        try
        {
            var root = JsonNode.Parse(header, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw Refusal(path, "its header is no JSON object");
            return [
                .. root.Where(member => member.Key != "__metadata__")
                    .Select(member => EntryOf(member.Key, member.Value, path)).OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)
            ];
        }
        // What System.Text.Json throws besides JsonException: for text that is not UTF-8, and half a surrogate pair.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new LockstepException(Refusal(path, $"its header is not JSON: {JsonProblem.Of(exception, header)}").Message, exception);
        }
    }

    private static Entry EntryOf(string name, JsonNode? node, string path)
    {
        if (node is not JsonObject entry
            || entry["dtype"] is not JsonValue dtype || !dtype.TryGetValue(out string? typeName)
            || NumbersOf(entry["shape"]) is not { Length: <= MostDimensions } shape
            || NumbersOf(entry["data_offsets"]) is not [var begin, var end])
        {
            throw Refusal(path, $"the entry of tensor '{name}' is malformed");
        }

        var (type, size) = typeName switch
        {
            "F32" => (ScalarType.Float32, 4),
            "I64" => (ScalarType.Int64, 8),
            _ => throw new LockstepException($"{path}: tensor '{name}' is of type {typeName}; expected F32 or I64."),
        };
        var bytes = SizeOf(shape, size);
        if (bytes is null || end - begin != bytes)
        {
            throw Refusal(path, $"tensor '{name}' claims bytes {begin} to {end}, its shape [{string.Join(", ", shape)}] needs "
                + $"{bytes?.ToString(CultureInfo.InvariantCulture) ?? "more than 2^63"}");
        }

        return bytes <= Array.MaxLength ? new Entry(name, type, shape, begin, end) : throw new LockstepException(
            $"{path}: tensor '{name}' is of {bytes} bytes; at most {Array.MaxLength} can be read.");
    }

    /// <summary>Numbers from 0, or null where it is another thing.</summary>
    private static long[]? NumbersOf(JsonNode? node)
    {
        if (node is not JsonArray list)
        {
            return null;
        }

        var numbers = new long[list.Count];
        for (var index = 0; index < numbers.Length; index++)
        {
            if (list[index] is not JsonValue value || !value.TryGetValue(out numbers[index]) || numbers[index] < 0)
            {
                return null;
            }
        }

        return numbers;
    }

    /// <summary>Bytes of a tensor, or null where 64 bits can't say it, be it of the strides alone.</summary>
    private static long? SizeOf(long[] shape, int elementSize)
    {
        try
        {
            var strides = shape.Aggregate((long)elementSize, (product, next) => checked(product * Math.Max(1, next)));
            return shape.Contains(0) ? 0 : strides;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>Says what the file is where it begins as something else; null where nothing is known of it.</summary>
    private static LockstepException? OtherFile(Stream stream, string path)
    {
        var start = new byte[ForeignFile.Looked];
        stream.Position = 0;
        return ForeignFile.Of(start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false))) is { } found
            ? new LockstepException(
                $"{path}: not a safetensors file: {found.Or("write its tensors as safetensors, for example with Python's safetensors.torch.save_file")}.")
            : null;
    }

    private static LockstepException Refusal(string path, string reason) => new($"{path}: not a whole safetensors file: {reason}.");
}
