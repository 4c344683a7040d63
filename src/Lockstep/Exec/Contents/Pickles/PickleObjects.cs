using System.Globalization;
using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents.Pickles;

/// <summary>What a pickle makes by calling something: a node that names it and holds what it was given, or the value itself where the call is known.</summary>
internal static class PickleObjects
{
    private static readonly Dictionary<string, Func<IReadOnlyList<ContentNode>, ContentNode?>> Known = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = OrderedDict,
        ["builtins.set"] = arguments => SetOf(arguments, "set"),
        ["builtins.frozenset"] = arguments => SetOf(arguments, "frozenset"),
        ["builtins.complex"] = Complex,
        ["builtins.bytearray"] = arguments => BytesOf(arguments, "bytearray"),
        ["builtins.bytes"] = arguments => BytesOf(arguments, "bytes"),
        ["_codecs.encode"] = Encoded,
        ["copyreg._reconstructor"] = Reconstructed,
        ["copyreg.__newobj__"] = arguments =>
            arguments.Count == 0 || arguments[0].Text == "copyreg.__newobj__"
                ? null
                : Make(arguments[0], ContentNode.List(arguments.Skip(1), "tuple"), keywords: null),
        ["pathlib.PosixPath"] = PathOf,
        ["pathlib.PurePosixPath"] = PathOf,
        ["datetime.datetime"] = PickleDates.DateTime,
        ["datetime.date"] = PickleDates.Date,
        ["datetime.time"] = PickleDates.Time,
        ["datetime.timedelta"] = PickleDates.Duration,
        ["datetime.timezone"] = PickleDates.Zone,
        ["numpy.dtype"] = NumpyObjects.Type,
        ["numpy.core.multiarray._reconstruct"] = NumpyObjects.Reconstructed,
        ["numpy.core.multiarray.scalar"] = NumpyObjects.Scalar,
        ["numpy.core.numeric._frombuffer"] = NumpyObjects.FromBuffer,
        ["torch._utils._rebuild_tensor"] = TorchObjects.Tensor,
        ["torch._utils._rebuild_tensor_v2"] = TorchObjects.Tensor,
        ["torch._utils._rebuild_tensor_v3"] = TorchObjects.TypedTensor,
        ["torch._utils._rebuild_parameter"] = TorchObjects.Parameter,
        ["torch._utils._rebuild_parameter_with_state"] = TorchObjects.Parameter,
        ["torch._tensor._rebuild_from_type_v2"] = TorchObjects.FromType,
    };

    /// <summary>The name of what is imported, one for what has another in another version.</summary>
    public static string Renamed(string module, string name)
    {
        var now = module switch
        {
            "copy_reg" => "copyreg",
            "__builtin__" => "builtins",
            _ when module.StartsWith("numpy._core", StringComparison.Ordinal) => $"numpy.core{module["numpy._core".Length..]}",
            _ => module,
        };
        return $"{now}.{name}";
    }

    public static ContentNode Call(ContentNode callable, ContentNode arguments)
    {
        if (callable is { Kind: ContentKind.Value, Type: "global" })
        {
            return (
                arguments.Kind == ContentKind.List && Known.TryGetValue(callable.Text, out var known)
                    ? known([.. arguments.All.Select(member => member.Value)])
                    : null
            ) ?? Object(callable.Text, arguments, keywords: null);
        }

        var call = Object("call", arguments, keywords: null);
        call.Attach("function", callable);
        return call;
    }

    public static ContentNode Make(ContentNode type, ContentNode arguments, ContentNode? keywords)
    {
        if (keywords is null && type is { Kind: ContentKind.Value, Type: "global" } && Known.ContainsKey(type.Text))
        {
            return Call(type, arguments);
        }

        var made = Object(type is { Kind: ContentKind.Value } ? type.Text : "object", arguments, keywords);
        if (type.Kind != ContentKind.Value)
        {
            made.Attach("class", type);
        }

        return made;
    }

    /// <summary>Gives an object its state.</summary>
    public static void Build(ContentNode target, ContentNode state)
    {
        if (NumpyObjects.Build(target, state) || IsNothing(state))
        {
            return;
        }

        if (
            state is { Kind: ContentKind.List, Type: "tuple", All: [var attributes, { Value.Kind: ContentKind.Map } slots] }
            && (attributes.Value.Kind == ContentKind.Map || IsNothing(attributes.Value))
        )
        {
            if (!IsNothing(attributes.Value))
            {
                target.Attach("state", attributes.Value);
            }

            target.Attach("slots", slots.Value);
            return;
        }

        target.Attach("state", state);
    }

    public static void Append(ContentNode target, ContentNode item) =>
        (target.Kind is ContentKind.List or ContentKind.Object ? target : throw new ContentException("has a pickle that appends to what is no list")).Append(
            item
        );

    public static void Add(ContentNode target, ContentNode item) =>
        (target.Kind is ContentKind.Set or ContentKind.Object ? target : throw new ContentException("has a pickle that adds to what is no set")).Append(item);

    public static void Put(ContentNode target, ContentNode key, ContentNode value) =>
        (
            target.Kind is ContentKind.Map or ContentKind.Object ? target : throw new ContentException("has a pickle that sets a key of what is no dictionary")
        ).Put(key, value);

    internal static bool IsNothing(ContentNode node) =>
        node is { Kind: ContentKind.Value, Type: "None" } || (node.Kind is ContentKind.Map or ContentKind.List && node.All.Count == 0);

    internal static long? WholeOf(ContentNode node) =>
        node is { Kind: ContentKind.Value, Type: "int" }
        && long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>A tuple of whole numbers; null where it is another thing.</summary>
    internal static long[]? WholesOf(ContentNode node)
    {
        if (node is { Kind: ContentKind.Object, Type: "torch.Size", All: [{ Value: var inner }] })
        {
            return WholesOf(inner is { Kind: ContentKind.List, All: [{ Value: { Kind: ContentKind.List } innermost }] } ? innermost : inner);
        }

        if (node.Kind != ContentKind.List)
        {
            return null;
        }

        var numbers = new long[node.All.Count];
        for (var index = 0; index < numbers.Length; index++)
        {
            if (WholeOf(node.All[index].Value) is not { } number)
            {
                return null;
            }

            numbers[index] = number;
        }

        return numbers;
    }

    private static ContentNode Object(string type, ContentNode arguments, ContentNode? keywords)
    {
        var node = new ContentNode(ContentKind.Object, type);
        if (!IsNothing(arguments))
        {
            node.Attach("arguments", arguments);
        }

        if (keywords is not null && !IsNothing(keywords))
        {
            node.Attach("keywords", keywords);
        }

        return node;
    }

    private static ContentNode? OrderedDict(IReadOnlyList<ContentNode> arguments)
    {
        var map = new ContentNode(ContentKind.Map, "OrderedDict");
        foreach (var pair in arguments.Count == 0 ? [] : arguments[0].All)
        {
            if (pair.Value is not { Kind: ContentKind.List, All: [var key, var value] })
            {
                return null;
            }

            map.Put(key.Value, value.Value);
        }

        return arguments.Count <= 1 ? map : null;
    }

    private static ContentNode? SetOf(IReadOnlyList<ContentNode> arguments, string type)
    {
        if (arguments.Count > 1 || (arguments.Count == 1 && arguments[0].Kind != ContentKind.List))
        {
            return null;
        }

        var set = new ContentNode(ContentKind.Set, type);
        foreach (var member in arguments.Count == 0 ? [] : arguments[0].All)
        {
            set.Append(member.Value);
        }

        return set;
    }

    private static ContentNode? Complex(IReadOnlyList<ContentNode> arguments) =>
        arguments is [{ Type: "float" } real, { Type: "float" } imaginary]
            ? ContentNode.Value("complex", $"{real.Text}{(imaginary.Text.StartsWith('-') ? "" : "+")}{imaginary.Text}j")
            : null;

    private static ContentNode? BytesOf(IReadOnlyList<ContentNode> arguments, string type) =>
        arguments.Count == 0 ? ContentNode.Value(type, "0x")
        : arguments.Count == 1 && PickleText.BytesOf(arguments[0]) is { } bytes ? BytesNode(type, bytes)
        : arguments.Count == 2 && PickleText.Latin1(arguments[0]) is { } latin ? BytesNode(type, latin)
        : null;

    private static ContentNode? Encoded(IReadOnlyList<ContentNode> arguments) =>
        arguments is [var text, { Text: "latin1" or "latin-1" }] && PickleText.Latin1(text) is { } bytes ? BytesNode("bytes", bytes) : null;

    private static ContentNode BytesNode(string type, ByteRange bytes) =>
        bytes.Length <= PickleText.LongestValue ? ContentNode.Value(type, PickleText.OfBytes(bytes.ToMemory().Span)) : ContentNode.Bytes(type, bytes);

    private static ContentNode? Reconstructed(IReadOnlyList<ContentNode> arguments)
    {
        if (arguments is not [{ Type: "global" } type, _, var state])
        {
            return null;
        }

        var made = new ContentNode(ContentKind.Object, type.Text);
        if (!IsNothing(state))
        {
            made.Attach("base", state);
        }

        return made;
    }

    private static ContentNode? PathOf(IReadOnlyList<ContentNode> arguments) =>
        arguments.All(part => part is { Kind: ContentKind.Value, Type: "str" })
            ? ContentNode.Value("path", Path.Combine([.. arguments.Select(part => part.Text)]))
            : null;
}
