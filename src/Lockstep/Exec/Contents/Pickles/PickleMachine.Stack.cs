using System.Globalization;
using System.Numerics;
using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents.Pickles;

/// <content>The stack, the memo and the values that are put there.</content>
internal sealed partial class PickleMachine
{
    private ContentNode Top => stack.Count > Floor ? stack[^1] : throw Malformed();

    /// <summary>What lies below the last mark isn't reached by what follows it.</summary>
    private int Floor => marks.Count > 0 ? marks[^1] : 0;

    private void Push(ContentNode node)
    {
        Count();
        stack.Add(node);
    }

    private void Count()
    {
        if (++nodes > MostNodes)
        {
            throw new ContentException("has too many values to compare one by one");
        }
    }

    private ContentNode Pop()
    {
        var top = Top;
        stack.RemoveAt(stack.Count - 1);
        return top;
    }

    private ContentNode Below(int count) => stack.Count - count - 1 >= Floor ? stack[^(count + 1)] : throw Malformed();

    private List<ContentNode> PopLast(int count)
    {
        if (stack.Count - count < Floor)
        {
            throw Malformed();
        }

        var last = stack.GetRange(stack.Count - count, count);
        stack.RemoveRange(stack.Count - count, count);
        return last;
    }

    private List<ContentNode> PopMarked()
    {
        if (marks.Count == 0)
        {
            throw Malformed();
        }

        var marked = PopLast(stack.Count - marks[^1]);
        marks.RemoveAt(marks.Count - 1);
        return marked;
    }

    private static void PutAll(ContentNode into, List<ContentNode> pairs)
    {
        if (pairs.Count % 2 != 0)
        {
            throw Malformed();
        }

        for (var index = 0; index < pairs.Count; index += 2)
        {
            PickleObjects.Put(into, pairs[index], pairs[index + 1]);
        }
    }

    private static ContentNode SetOf(List<ContentNode> items)
    {
        var set = new ContentNode(ContentKind.Set, "frozenset");
        items.ForEach(set.Append);
        return set;
    }

    private void Remember(long key)
    {
        Count();
        memo[key] = Top;
    }

    private ContentNode Remembered(long key) => memo.TryGetValue(key, out var node) ? node : throw Malformed();

    private ContentNode Persistent(ContentNode id)
    {
        if (persistent is not null)
        {
            return persistent(id);
        }

        var node = new ContentNode(ContentKind.Object, "persistent");
        node.Attach("id", id);
        return node;
    }

    private static ContentNode Global(string module, string name) => ContentNode.Value("global", PickleObjects.Renamed(module, name));

    private ContentNode Text(string type, long length)
    {
        var bytes = input.Take(length);
        if (length > PickleText.LongestValue)
        {
            return ContentNode.Bytes(type, bytes);
        }

        Span<byte> read = stackalloc byte[(int)length];
        bytes.Fill(read, 0);
        return ContentNode.Value(type, type == "str" ? PickleText.Utf8(read) : PickleText.OfBytes(read));
    }

    private ContentNode Long(long length)
    {
        if (length is < 0 or > LongestNumber)
        {
            return ContentNode.Bytes("int", input.Take(length));
        }

        Span<byte> read = stackalloc byte[(int)length];
        input.Read(read);
        return ContentNode.Of(new BigInteger(read));
    }

    private static BigInteger BigWhole(string digits) =>
        digits.Length <= LongestNumber && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Malformed();

    private static long Whole(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Malformed();

    private static double Number(string digits) =>
        digits switch
        {
            "nan" or "-nan" => double.NaN,
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Malformed(),
        };

    private static ContentException Malformed() => new("is not a whole pickle");
}
