using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;
using static TorchSharp.torch;

namespace Lockstep.Vision.Checkpoints;

/// <summary>Tensors in the safetensors format: an 8-byte length, a JSON header, the raw bytes; nothing that executes when it is loaded.</summary>
/// <remarks>The same tensors and metadata always give the same bytes. Format: https://github.com/huggingface/safetensors</remarks>
public static class Safetensors
{
    private const int LargestHeader = 100 << 20;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes the tensors in the order of their names, little-endian and row-major whatever their memory format.</summary>
    /// <param name="tensors">32-bit floats or 64-bit integers.</param>
    /// <param name="metadata">Text about them; must itself be the same for the same run, so no times and no paths.</param>
    public static void Save(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>SHA-256 of the file that <see cref="Save"/> would write without metadata.</summary>
    public static string DigestOf(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var bytes = new MemoryStream();
        Write(bytes, tensors, new Dictionary<string, string>());
        return Sha256.Of(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>Reads all tensors; the caller disposes them.</summary>
    /// <exception cref="LockstepException">Not a whole safetensors file.</exception>
    public static IReadOnlyDictionary<string, Tensor> Load(string path)
    {
        using var stream = File.OpenRead(path);
        var header = HeaderOf(stream, path, out var dataStart);
        var tensors = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, node) in header.Where(member => member.Key != "__metadata__"))
        {
            var (type, shape, begin, end) = EntryOf(name, node, path);
            var size = shape.Aggregate((long)(type == ScalarType.Float32 ? 4 : 8), (product, next) => checked(product * next));
            if (begin < 0 || end - begin != size || dataStart + end > stream.Length)
            {
                throw new LockstepException($"{path}: not a whole safetensors file: tensor '{name}' claims bytes {begin} to {end} of {stream.Length - dataStart}, its shape needs {size}.");
            }

            var tensor = zeros(shape, type);
            stream.Position = dataStart + begin;
            var buffer = new byte[size];
            stream.ReadExactly(buffer);
            tensor.bytes = buffer;
            tensors[name] = tensor;
        }

        return tensors;
    }

    private static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var names = tensors.Keys.Order(StringComparer.Ordinal).ToArray();
        var header = new JsonObject { ["__metadata__"] = new JsonObject(metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))) };
        long offset = 0;
        foreach (var name in names)
        {
            var tensor = tensors[name];
            var bytes = tensor.numel() * tensor.element_size();
            header[name] = new JsonObject
            {
                ["dtype"] = NameOf(tensor.dtype),
                ["shape"] = new JsonArray([.. tensor.shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(offset, offset + bytes),
            };
            offset += bytes;
        }

        var text = header.ToJsonString();
        // Padded with spaces so that the data begins at a multiple of 8, as the format's own writer does.
        var headerBytes = StrictUtf8.GetBytes(text.PadRight(text.Length + ((8 - (StrictUtf8.GetByteCount(text) % 8)) % 8)));
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, headerBytes.Length);
        stream.Write(length);
        stream.Write(headerBytes);
        foreach (var name in names)
        {
            using var plain = tensors[name].detach().cpu().contiguous();
            stream.Write(plain.bytes);
        }
    }

    private static JsonObject HeaderOf(FileStream stream, string path, out long dataStart)
    {
        Span<byte> length = stackalloc byte[8];
        var headerLength = stream.Length >= 8 && stream.ReadAtLeast(length, 8) == 8 ? BinaryPrimitives.ReadInt64LittleEndian(length) : -1;
        if (headerLength is < 2 or > LargestHeader || headerLength > stream.Length - 8)
        {
            throw new LockstepException($"{path}: not a safetensors file: its header claims {headerLength} bytes.");
        }

        var header = new byte[headerLength];
        stream.ReadExactly(header);
        dataStart = 8 + headerLength;
        try
        {
            return (JsonObject)(JsonNode.Parse(header) ?? throw new JsonException("the header is null"));
        }
        catch (Exception exception) when (exception is JsonException or InvalidCastException)
        {
            throw new LockstepException($"{path}: not a safetensors file: {exception.Message}", exception);
        }
    }

    private static (ScalarType Type, long[] Shape, long Begin, long End) EntryOf(string name, JsonNode? node, string path)
    {
        try
        {
            var entry = (JsonObject)node!; // a null is caught below
            var type = (string?)entry["dtype"] switch
            {
                "F32" => ScalarType.Float32,
                "I64" => ScalarType.Int64,
                var other => throw new LockstepException($"{path}: tensor '{name}' is of type {other}; expected F32 or I64."),
            };
            var shape = ((JsonArray)entry["shape"]!).Select(size => size!.GetValue<long>()).ToArray(); // nulls are caught below
            var offsets = (JsonArray)entry["data_offsets"]!; // likewise
            return (type, shape, offsets[0]!.GetValue<long>(), offsets[1]!.GetValue<long>());
        }
        catch (Exception exception) when (exception is InvalidCastException or NullReferenceException or InvalidOperationException or FormatException or ArgumentOutOfRangeException)
        {
            throw new LockstepException($"{path}: not a safetensors file: the entry of tensor '{name}' is malformed.", exception);
        }
    }

    private static string NameOf(ScalarType type) => type switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Int64 => "I64",
        _ => throw new ArgumentException($"Tensors of type {type} are not written; expected 32-bit floats or 64-bit integers."),
    };
}
