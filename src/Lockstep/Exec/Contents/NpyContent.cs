using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lockstep.Exec.Contents.Nodes;
using Lockstep.Exec.Contents.Pickles;

namespace Lockstep.Exec.Contents;

/// <summary>A NumPy array in a file of its own.</summary>
/// <remarks>Source: numpy/lib/format.py, versions 1 to 3.</remarks>
internal static partial class NpyContent
{
    public const int MarkBytes = 6;
    private const int LongestHeader = 1 << 20;

    public static bool BeginsSo(ReadOnlySpan<byte> start) => start.Length > MarkBytes && start[0] == 0x93 && start[1..].StartsWith("NUMPY"u8);

    public static ContentNode Read(ByteRange bytes)
    {
        Span<byte> start = stackalloc byte[12];
        bytes.Fill(start[..10], 0);
        var isLong = start[MarkBytes] > 1;
        if (isLong)
        {
            bytes.Fill(start, 0);
        }

        var length = isLong ? BinaryPrimitives.ReadUInt32LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
        var dataAt = (isLong ? 12 : 10) + length;
        if (length > LongestHeader || !BeginsSo(start))
        {
            throw new ContentException("has an array whose header is impossible");
        }

        var header = Encoding.UTF8.GetString(bytes.Slice(dataAt - length, length).ToMemory().Span);
        var match = Header().Match(header);
        var order = ColumnMajor().Match(header);
        var shape = match.Success ? ShapeOf(match.Groups["shape"].Value) : null;
        if (shape is null || !order.Success)
        {
            throw new ContentException("has an array whose header is malformed");
        }

        var data = bytes.Slice(dataAt, bytes.Length - dataAt);
        var type = TypeText().Match(header);
        if (type.Success && ElementType.OfNumpy(type.Groups[1].Value) is { } element)
        {
            var needed = new TensorData(element, shape).Count * element.Size;
            return NumpyObjects.Array(
                new ContentNode(ContentKind.Tensor, element.Name),
                element,
                shape,
                data.Slice(0, needed),
                order.Groups[1].Value == "True"
            );
        }

        var node = new ContentNode(ContentKind.Object, "numpy.ndarray");
        node.Put("header", ContentNode.Of(header.Trim()));
        node.Put(
            "data",
            type.Success && type.Groups[1].Value is "|O" or "O" ? new PickleMachine(new PickleInput(data)).Read() : ContentNode.Bytes("bytes", data)
        );
        return node;
    }

    private static long[]? ShapeOf(string text)
    {
        var sides = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var shape = new long[sides.Length];
        for (var index = 0; index < shape.Length; index++)
        {
            if (!long.TryParse(sides[index].TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out shape[index]))
            {
                return null;
            }
        }

        return shape;
    }

    [GeneratedRegex(@"'shape':\s*\((?<shape>[0-9L, ]*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Header();

    [GeneratedRegex(@"'fortran_order':\s*(True|False)", RegexOptions.CultureInvariant)]
    private static partial Regex ColumnMajor();

    [GeneratedRegex(@"'descr':\s*'([^']*)'", RegexOptions.CultureInvariant)]
    private static partial Regex TypeText();
}
