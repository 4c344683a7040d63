using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Files;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tensors;

/// <summary>Tensors in the safetensors format: an 8-byte length, a JSON header, the raw bytes; nothing that executes when it is loaded.</summary>
/// <remarks>The same tensors and metadata always give the same bytes. Format: https://github.com/huggingface/safetensors</remarks>
public static class Safetensors
{
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
    /// <exception cref="LockstepException">Not a whole safetensors file, or one that can't be read.</exception>
    public static IReadOnlyDictionary<string, Tensor> Load(string path)
    {
        var tensors = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            using var stream = RegularFile.OpenRead(path);
            var entries = SafetensorsHeader.Read(stream, path, out var dataStart);
            foreach (var entry in entries)
            {
                stream.Position = dataStart + entry.Begin;
                var buffer = new byte[entry.End - entry.Begin];
                stream.ReadExactly(buffer);
                tensors[entry.Name] = zeros(entry.Shape, entry.Type);
                tensors[entry.Name].bytes = buffer;
            }

            return tensors;
        }
        catch (Exception exception)
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            if (exception is IOException or UnauthorizedAccessException)
            {
                throw new LockstepException($"{path}: can't be read: {exception.Message}", exception);
            }

            throw;
        }
    }

    private static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var names = tensors.Keys.Order(StringComparer.Ordinal).ToArray();
        var header = new JsonObject
        {
            ["__metadata__"] = new JsonObject(
                metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)))
        };
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

    private static string NameOf(ScalarType type) => type switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Int64 => "I64",
        _ => throw new ArgumentException($"Tensors of type {type} are not written; expected 32-bit floats or 64-bit integers."),
    };
}
