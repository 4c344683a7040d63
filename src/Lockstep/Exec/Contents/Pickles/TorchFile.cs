using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents.Pickles;

/// <summary>What <c>torch.save</c> wrote before it wrote zip archives, and still writes inside a pickle: four pickles, then the storages.</summary>
/// <remarks>Source: torch/serialization.py, <c>_legacy_save</c> and <c>_legacy_load</c>.</remarks>
internal static class TorchFile
{
    private const string Magic = "119547037146038801333356"; // 0x1950a86a20f9469cfc6c
    private const int Deepest = 8;

    /// <summary>A storage that a plain pickle holds as a file of its own.</summary>
    /// <returns>Null for any other call.</returns>
    public static ContentNode? InPickle(ContentNode callable, ContentNode arguments, int depth)
    {
        if (
            callable is not { Type: "global", Text: "torch.storage._load_from_bytes" }
            || arguments.All is not [{ Value: var packed }]
            || (PickleText.BytesOf(packed) ?? PickleText.Latin1(packed)) is not { } bytes
        )
        {
            return null;
        }

        if (depth >= Deepest)
        {
            throw new ContentException("has pickles too deep in each other");
        }

        return TryRead(bytes, depth + 1) ?? TorchArchive.TryRead(bytes, depth + 1)?.Root;
    }

    /// <summary>Null where it isn't such a file.</summary>
    public static ContentNode? TryRead(ByteRange bytes, int depth = 0)
    {
        var input = new PickleInput(bytes);
        ContentNode Next() => new PickleMachine(input, depth).Read();
        if (!BeginsSo(bytes))
        {
            return null;
        }

        Next();
        Next();
        Next();
        var storages = new Storages();
        var root = new PickleMachine(input, depth, storages.Resolve).Read();
        storages.Fill(Next(), input);
        return root;
    }

    private static bool BeginsSo(ByteRange bytes)
    {
        try
        {
            return new PickleMachine(new PickleInput(bytes.Slice(0, Math.Min(bytes.Length, 64)))).Read() is { Type: "int", Text: Magic };
        }
        catch (ContentException)
        {
            return false;
        }
    }

    private sealed class Storages
    {
        private readonly Dictionary<string, ContentNode> byKey = new(StringComparer.Ordinal);
        private readonly List<(ContentNode View, ContentNode Root, long Offset, long Count)> views = [];

        public ContentNode Resolve(ContentNode id)
        {
            var parts = id.All.Select(member => member.Value).ToArray();
            if (parts is [{ Text: "module" }, var type, ..])
            {
                return type;
            }

            if (
                parts is not [{ Text: "storage" }, { Type: "global" } storage, { Kind: ContentKind.Value, Text: var key }, _, _, ..]
                || ElementType.OfStorage(storage.Text) is not { } element
            )
            {
                throw new ContentException("names a storage in a way that is unknown");
            }

            if (!byKey.TryGetValue(key, out var root))
            {
                byKey[key] = root = new ContentNode(ContentKind.Storage, element.Name) { Data = new TensorData(element, [0]) };
            }

            if (
                parts is [_, _, _, _, _, { Kind: ContentKind.List, All: [_, { Value: var first }, { Value: var size }] }]
                && PickleObjects.WholeOf(first) is { } offset
                && PickleObjects.WholeOf(size) is { } count
            )
            {
                var view = new ContentNode(ContentKind.Storage, element.Name) { Data = new TensorData(element, [0]) };
                views.Add((view, root, offset, count));
                return view;
            }

            return root;
        }

        public void Fill(ContentNode keys, PickleInput input)
        {
            foreach (var key in keys.All.Select(member => member.Value.Text))
            {
                if (!byKey.TryGetValue(key, out var node) || node.Data is not { } data)
                {
                    throw new ContentException("lists a storage that nothing uses");
                }

                var count = input.Int64();
                var bytes = input.Take(
                    count is >= 0 and < long.MaxValue / 16 ? count * data.Element.Size : throw new ContentException("has a storage of impossible size")
                );
                node.Data = new TensorData(data.Element, [count]) { Bytes = bytes };
            }

            foreach (var (view, root, offset, count) in views)
            {
                view.Data =
                    root.Data is { Bytes: { } bytes, Element: var element } && count is >= 0 and < int.MaxValue && offset is >= 0 and < long.MaxValue / 16
                        ? new TensorData(element, [count]) { Bytes = bytes.Slice(offset * element.Size, count * element.Size) }
                        : throw new ContentException("has a view of a storage that isn't there");
            }
        }
    }
}
