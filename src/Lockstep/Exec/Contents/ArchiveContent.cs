using Lockstep.Exec.Contents.Nodes;
using Lockstep.Exec.Contents.Pickles;

namespace Lockstep.Exec.Contents;

/// <summary>Zip archives: PyTorch's, NumPy's, and others, of which the entries' bytes are compared and not their times.</summary>
internal static class ArchiveContent
{
    public static (string Format, ContentNode Root) Read(ByteRange bytes)
    {
        var zip = ZipDirectory.Read(bytes);
        if (TorchArchive.TryRead(zip) is { } torch)
        {
            return torch;
        }

        var isNpz = zip.Names.Count > 0 && zip.Names.All(name => name.EndsWith(".npy", StringComparison.Ordinal));
        var root = new ContentNode(ContentKind.Map, "dict");
        foreach (var name in zip.Names.Where(name => !name.EndsWith('/')))
        {
            root.Put(isNpz ? name[..^".npy".Length] : name, isNpz ? NpyContent.Read(zip.Open(name)) : NodeOf(name, zip.Open(name)));
        }

        return (isNpz ? "npz" : "zip", root);
    }

    private static ContentNode NodeOf(string name, ByteRange bytes)
    {
        try
        {
            return name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? JsonContent.Read(bytes, isLines: false) : ContentNode.Bytes("bytes", bytes);
        }
        catch (ContentException)
        {
            return ContentNode.Bytes("bytes", bytes);
        }
    }
}
