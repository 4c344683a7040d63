using System.Text;
using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents.Pickles;

/// <summary>The zip archive that <c>torch.save</c> or TorchScript writes: pickles beside one file per storage.</summary>
/// <remarks>Source: torch/serialization.py, <c>_save</c> and <c>_load</c>; docs/source/jit_serialization of PyTorch.</remarks>
internal static class TorchArchive
{
    private const string Data = "/data.pkl";

    /// <summary>What the archive holds; null where it isn't one of PyTorch.</summary>
    public static (string Format, ContentNode Root)? TryRead(ByteRange bytes, int depth = 0)
    {
        Span<byte> start = stackalloc byte[(int)Math.Min(4, bytes.Length)];
        bytes.Fill(start, 0);
        return ZipDirectory.BeginsSo(start) ? TryRead(ZipDirectory.Read(bytes), depth) : null;
    }

    public static (string Format, ContentNode Root)? TryRead(ZipDirectory zip, int depth = 0)
    {
        if (zip.Names.Where(name => name.EndsWith(Data, StringComparison.Ordinal)).MinBy(name => name.Length) is not { } found)
        {
            return null;
        }

        var top = found[..^Data.Length];
        var order = zip.Has($"{top}/byteorder") ? Encoding.ASCII.GetString(zip.Open($"{top}/byteorder").ToMemory().Span) : "little";
        ContentNode Pickle(string name) =>
            new PickleMachine(new PickleInput(zip.Open($"{top}/{name}.pkl")), depth, Storages(zip, $"{top}/{name}/", order == "big")).Read();
        var root = Pickle("data");
        if (!zip.Has($"{top}/constants.pkl") && !zip.Names.Any(name => name.StartsWith($"{top}/code/", StringComparison.Ordinal)))
        {
            return ("torch", root);
        }

        // A program: its text too. What only says which line of whose source it comes from is left out.
        var program = new ContentNode(ContentKind.Map, "dict");
        program.Put("data", root);
        if (zip.Has($"{top}/constants.pkl"))
        {
            program.Put("constants", Pickle("constants"));
        }

        foreach (
            var name in zip.Names.Where(name =>
                (name.StartsWith($"{top}/code/", StringComparison.Ordinal) && name.EndsWith(".py", StringComparison.Ordinal))
                || name.StartsWith($"{top}/extra/", StringComparison.Ordinal)
            )
        )
        {
            program.Put(name[(top.Length + 1)..], ContentNode.Bytes("bytes", zip.Open(name)));
        }

        return ("torchscript", program);
    }

    private static Func<ContentNode, ContentNode> Storages(ZipDirectory zip, string folder, bool isBigEndian)
    {
        var known = new Dictionary<string, ContentNode>(StringComparer.Ordinal);
        return id =>
        {
            var parts = id.All.Select(member => member.Value).ToArray();
            if (
                parts is not [{ Text: "storage" }, { Type: "global" } type, { Kind: ContentKind.Value, Text: var key }, ..]
                || ElementType.OfStorage(type.Text) is not { } element
            )
            {
                throw new ContentException("names a storage in a way that is unknown");
            }

            if (!known.TryGetValue(key, out var node))
            {
                var bytes = zip.Open(folder + key);
                element = isBigEndian && element.Size > 1 ? element with { Name = $"{element.Name} (big-endian)", IsBigEndian = true } : element;
                known[key] = node = new ContentNode(ContentKind.Storage, element.Name)
                {
                    Data = new TensorData(element, [bytes.Length / element.Size]) { Bytes = bytes },
                };
            }

            return node;
        };
    }
}
