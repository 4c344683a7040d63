using System.Globalization;
using System.Numerics;
using Lockstep.Files;

namespace Lockstep.Exec.Contents.Nodes;

/// <summary>
/// Something in a file. It can be changed while the file is read, since a pickle names a thing first and fills it later; a thing may hold itself.
/// </summary>
internal sealed class ContentNode(ContentKind kind, string type)
{
    public ContentKind Kind { get; set; } = kind;

    /// <summary>Its type: <c>int</c>, <c>str</c>, <c>float32</c>, a class's name.</summary>
    public string Type { get; set; } = type;

    /// <summary>A value as text.</summary>
    public string Text { get; set; } = "";

    /// <summary>The elements of a tensor, or the bytes of a storage.</summary>
    public TensorData? Data { get; set; }

    /// <summary>What it holds; of a value or tensor, what was attached to it.</summary>
    public List<ContentMember>? Members { get; set; }

    public Sha256Digest? Digest { get; set; }

    /// <summary>Bookkeeping of the walk over the graph: the place in the order of first visits, from 1; 0 before.</summary>
    public int Order { get; set; }

    /// <summary>Bookkeeping of the walk: the earliest node that can be reached from here and isn't done.</summary>
    public int Earliest { get; set; }

    public IReadOnlyList<ContentMember> All => Members ?? (IReadOnlyList<ContentMember>)[];

    public static ContentNode Value(string type, string text) => new(ContentKind.Value, type) { Text = text };

    public static ContentNode Of(string text) => Value("str", text);

    public static ContentNode Of(BigInteger number) => Value("int", number.ToString(CultureInfo.InvariantCulture));

    public static ContentNode Of(long number) => Value("int", number.ToString(CultureInfo.InvariantCulture));

    public static ContentNode Of(double number) => Value("float", number.ToString("R", CultureInfo.InvariantCulture));

    public static ContentNode Of(bool flag) => Value("bool", flag ? "True" : "False");

    public static ContentNode None() => Value("None", "None");

    /// <summary>Bytes as they are, in their own order.</summary>
    public static ContentNode Bytes(string type, ByteRange bytes) =>
        new(ContentKind.Tensor, type) { Data = new TensorData(ElementType.Byte, [bytes.Length]) { Bytes = bytes } };

    public static ContentNode List(IEnumerable<ContentNode> items, string type = "list")
    {
        var node = new ContentNode(ContentKind.List, type) { Members = [] };
        foreach (var item in items)
        {
            node.Append(item);
        }

        return node;
    }

    public void Append(ContentNode item)
    {
        Members ??= [];

        // What an object was made with comes first, and has no number.
        var before = 0;
        while (before < Members.Count && Members[before].Key is not null)
        {
            before++;
        }

        Members.Add(new ContentMember(null, string.Create(CultureInfo.InvariantCulture, $"[{Members.Count - before}]"), item));
    }

    /// <summary>Sets what lies under a key; the last wins, as in Python.</summary>
    public void Put(ContentNode key, ContentNode value) => (Members ??= []).Add(new ContentMember(key, NameOf(key), value));

    public void Put(string key, ContentNode value) => Put(Of(key), value);

    /// <summary>Adds a part that has no name of its own in paths.</summary>
    public void Attach(string role, ContentNode value) => (Members ??= []).Add(new ContentMember(Value("part", role), "", value));

    private static string NameOf(ContentNode key) =>
        key.Kind != ContentKind.Value ? "[…]"
        : key.Type == "str" ? key.Text
        : $"[{key.Text}]";
}

/// <summary>Something in another thing.</summary>
/// <param name="Key">Null in a list.</param>
/// <param name="Name">As paths write it: <c>key</c> or <c>[3]</c>; empty for what has none.</param>
internal sealed record ContentMember(ContentNode? Key, string Name, ContentNode Value)
{
    /// <summary>Whether it is left out of the digest.</summary>
    public bool IsLeftOut { get; set; }
}
