using System.Globalization;
using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents;

/// <summary>Where two tensors differ, and by how much.</summary>
internal static class TensorComparison
{
    private const int MostBytes = 1 << 30;

    /// <returns>Null where no element differs.</returns>
    public static string? Between(string type, TensorData one, string otherType, TensorData other)
    {
        if (type != otherType || !one.Shape.AsSpan().SequenceEqual(other.Shape))
        {
            return $"is {type} {one.ShapeText} and {otherType} {other.ShapeText}";
        }

        if (one.ToMemory(MostBytes) is not { } first || other.ToMemory(MostBytes) is not { } second)
        {
            return $"({type} {one.ShapeText}) differs";
        }

        if (type is "bytes" or "bytearray" or "str" or "int")
        {
            return ByteComparison.Between(new ByteRange(first), new ByteRange(second));
        }

        var size = one.Element.Size;
        long differing = 0,
            at = -1;
        var largest = 0.0;
        var left = first.Span;
        var right = second.Span;
        for (var index = left.CommonPrefixLength(right) / size; index < left.Length / size; index++)
        {
            var mine = left.Slice(index * size, size);
            var others = right.Slice(index * size, size);
            if (!mine.SequenceEqual(others))
            {
                differing++;
                at = at < 0 ? index : at;
                var distance = Math.Abs(one.Element.ToNumber(mine) - one.Element.ToNumber(others));
                largest = double.IsNaN(distance) ? largest : Math.Max(largest, distance);
            }
        }

        if (differing == 0)
        {
            return null;
        }

        string At(ReadOnlySpan<byte> elements) => one.Element.ToText(elements.Slice((int)at * size, size));
        var place =
            one.Shape.Length == 0
                ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $" in {differing} of {Counted.Of(one.Count, "element")}, first at [{string.Join(", ", PlaceOf(at, one.Shape))}]"
                );
        var furthest = differing > 1 && largest > 0 ? string.Create(CultureInfo.InvariantCulture, $"; the largest difference is {largest:G3}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"({type} {one.ShapeText}) differs{place}: {At(left)} and {At(right)}{furthest}");
    }

    private static long[] PlaceOf(long index, long[] shape)
    {
        var place = new long[shape.Length];
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            place[dimension] = index % shape[dimension];
            index /= shape[dimension];
        }

        return place;
    }
}
