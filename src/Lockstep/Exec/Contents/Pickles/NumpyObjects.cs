using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents.Pickles;

/// <summary>NumPy's types, arrays and numbers in a pickle.</summary>
internal static class NumpyObjects
{
    private const string TypeName = "dtype";
    private const string Unfilled = "numpy array";

    /// <summary><c>numpy.dtype('f4', False, True)</c>; its byte order comes with its state.</summary>
    public static ContentNode? Type(IReadOnlyList<ContentNode> arguments) =>
        arguments is [{ Kind: ContentKind.Value, Type: "str" } code, ..] ? ContentNode.Value(TypeName, code.Text) : null;

    /// <summary>An array that gets its shape, type and elements as its state.</summary>
    public static ContentNode? Reconstructed(IReadOnlyList<ContentNode> arguments)
    {
        if (arguments is not [{ Type: "global" } type, ..])
        {
            return null;
        }

        var node = new ContentNode(ContentKind.Object, type.Text);
        node.Attach(Unfilled, ContentNode.None());
        return node;
    }

    public static ContentNode? Scalar(IReadOnlyList<ContentNode> arguments)
    {
        if (
            arguments is not [{ Type: TypeName } type, var data]
            || ElementOf(type) is not { Form: not ElementForm.Opaque } element
            || (PickleText.BytesOf(data) ?? PickleText.Latin1(data)) is not { } bytes
            || bytes.Length != element.Size
        )
        {
            return null;
        }

        return ContentNode.Value(element.Name, element.ToText(bytes.ToMemory().Span));
    }

    public static ContentNode? FromBuffer(IReadOnlyList<ContentNode> arguments)
    {
        if (
            arguments is not [var buffer, { Type: TypeName } type, var sides, { Text: var order }]
            || PickleText.BytesOf(buffer) is not { } bytes
            || ElementOf(type) is not { } element
            || PickleObjects.WholesOf(sides) is not { } shape
        )
        {
            return null;
        }

        return Array(new ContentNode(ContentKind.Tensor, element.Name), element, shape, bytes, isColumnMajor: order == "F");
    }

    /// <summary>Takes the state of a type or an array.</summary>
    /// <returns>False where it is the state of another thing, or of one that isn't numbers.</returns>
    public static bool Build(ContentNode target, ContentNode state)
    {
        if (target is { Kind: ContentKind.Value, Type: TypeName })
        {
            return BuildType(target, state);
        }

        if (target is not { Kind: ContentKind.Object, All: [{ Key.Text: Unfilled }] })
        {
            return false;
        }

        target.Members = null;
        var parts = state.All.Select(member => member.Value).ToArray();
        if (
            parts is [_, var sides, { Type: TypeName } type, var order, var data]
            && PickleObjects.WholesOf(sides) is { } shape
            && ElementOf(type) is { } element
            && (PickleText.BytesOf(data) ?? PickleText.Latin1(data)) is { } bytes
        )
        {
            Array(target, element, shape, bytes, order.Text == "True");
            return true;
        }

        return false;
    }

    internal static ElementType? ElementOf(ContentNode type) => ElementType.OfNumpy(type.Text);

    internal static ContentNode Array(ContentNode node, ElementType element, long[] shape, ByteRange bytes, bool isColumnMajor)
    {
        node.Kind = ContentKind.Tensor;
        node.Type = element.Name;
        node.Members = null;
        node.Data = new TensorData(element, shape) { Bytes = bytes, Strides = isColumnMajor && shape.Length > 1 ? TensorData.ColumnMajor(shape) : null };
        return node;
    }

    private static bool BuildType(ContentNode target, ContentNode state)
    {
        var parts = state.All.Select(member => member.Value).ToArray();
        if (parts.Length < 5)
        {
            return false;
        }

        if (!PickleObjects.IsNothing(parts[2]) || !PickleObjects.IsNothing(parts[3]))
        {
            // Of several fields, or an array in each element.
            target.Text = "structure";
            return false;
        }

        target.Text = $"{parts[1].Text}{target.Text.TrimStart('<', '>', '|', '=')}";
        return true;
    }
}
