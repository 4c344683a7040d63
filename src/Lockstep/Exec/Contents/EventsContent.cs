using System.Globalization;
using Lockstep.Exec.Contents.Nodes;
using Lockstep.Exec.Metrics;

namespace Lockstep.Exec.Contents;

/// <summary>A TensorBoard event file without the times that it notes of every value.</summary>
internal static class EventsContent
{
    public static bool IsNamedSo(string name) => EventFile.IsNamedSo(name);

    public static ContentNode Read(ByteRange bytes)
    {
        var root = new ContentNode(ContentKind.Map, "dict");
        var tags = new Dictionary<string, ContentNode>(StringComparer.Ordinal);
        var count = 0;
        foreach (var value in EventFile.Read(bytes.ToStream()))
        {
            count++;
            if (!tags.TryGetValue(value.Tag, out var list))
            {
                tags[value.Tag] = list = new ContentNode(ContentKind.List, "list");
                root.Put(value.Tag, list);
            }

            var entry = new ContentNode(ContentKind.Map, "dict");
            entry.Put("step", ContentNode.Of(value.Step));
            entry.Put(
                "value",
                value.Scalar is { } scalar
                    ? ContentNode.Value("float32", ((float)scalar).ToString("R", CultureInfo.InvariantCulture))
                    : ContentNode.Bytes("bytes", new ByteRange(value.Payload))
            );
            list.Append(entry);
        }

        return count > 0 ? root : throw new ContentException("holds no value that can be read");
    }
}
