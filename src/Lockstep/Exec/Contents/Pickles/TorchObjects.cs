using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents.Pickles;

/// <summary>PyTorch's tensors in a pickle.</summary>
/// <remarks>Source: torch/_utils.py and torch/_tensor.py of PyTorch 1.13 to 2.10.</remarks>
internal static class TorchObjects
{
    /// <summary>Storage, offset, size, strides, and what is no value: whether it wants gradients, and its hooks.</summary>
    public static ContentNode? Tensor(IReadOnlyList<ContentNode> arguments) =>
        arguments is [{ Kind: ContentKind.Storage, Data.Element: var element }, ..] ? View(arguments, element) : null;

    /// <summary>The same, whose storage doesn't know its type, which comes seventh.</summary>
    public static ContentNode? TypedTensor(IReadOnlyList<ContentNode> arguments) =>
        arguments.Count > 6 && ElementType.OfTorch(arguments[6].Text) is { } element ? View(arguments, element) : null;

    /// <summary>Data, whether it wants gradients, hooks, and perhaps what was attached to it.</summary>
    public static ContentNode? Parameter(IReadOnlyList<ContentNode> arguments)
    {
        if (arguments is not [var data, ..])
        {
            return null;
        }

        if (arguments.Count > 3 && !PickleObjects.IsNothing(arguments[3]) && arguments[3] != data)
        {
            data.Attach("state", arguments[3]);
        }

        return data;
    }

    /// <summary>Function, class, the function's arguments, and what was attached to the tensor.</summary>
    public static ContentNode? FromType(IReadOnlyList<ContentNode> arguments)
    {
        if (arguments is not [{ Type: "global" } function, var type, var inner, var state] || function.Text == "torch._tensor._rebuild_from_type_v2")
        {
            return null;
        }

        var made = PickleObjects.Call(function, inner);
        if (type.Text is not ("torch.Tensor" or "torch._tensor.Tensor" or "torch.nn.parameter.Parameter"))
        {
            made.Attach("class", type);
        }

        PickleObjects.Build(made, state);
        return made;
    }

    private static ContentNode? View(IReadOnlyList<ContentNode> arguments, ElementType element)
    {
        if (
            arguments is not [{ Kind: ContentKind.Storage } storage, var offset, var size, var stride, ..]
            || PickleObjects.WholeOf(offset) is not { } first
            || PickleObjects.WholesOf(size) is not { } shape
            || PickleObjects.WholesOf(stride) is not { } strides
        )
        {
            return null;
        }

        return new ContentNode(ContentKind.Tensor, element.Name)
        {
            Data = new TensorData(element, shape)
            {
                Storage = storage,
                Offset = first,
                Strides = strides,
            },
        };
    }
}
