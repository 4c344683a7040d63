using System.Globalization;
using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents.Pickles;

/// <summary>
/// Reads a pickle without executing it: where Python would import and call, a node is made that names what would be called and holds the arguments. The
/// calls that
/// make tensors, arrays and dates are known, and give those.
/// </summary>
/// <remarks>Source: Python's Lib/pickletools.py, protocols 0 to 5.</remarks>
internal sealed partial class PickleMachine(PickleInput input, int depth = 0, Func<ContentNode, ContentNode>? persistent = null)
{
    private const int MostNodes = 2_000_000;
    private const int LongestNumber = 1024;

    private readonly List<ContentNode> stack = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<long, ContentNode> memo = [];
    private int nodes;

    /// <summary>What one pickle holds; the input stands behind it afterwards.</summary>
    /// <exception cref="ContentException">It is malformed, or too large.</exception>
    public ContentNode Read()
    {
        while (true)
        {
            var code = input.Byte();
            if (code == '.')
            {
                return Pop();
            }

            Execute(code);
        }
    }

    private void Execute(byte code)
    {
        switch (code)
        {
            case (byte)'(':
                marks.Add(stack.Count);
                Count();
                break;
            case (byte)'0':
                // POP takes a mark where one is uppermost.
                if (marks.Count > 0 && marks[^1] == stack.Count)
                {
                    marks.RemoveAt(marks.Count - 1);
                }
                else
                {
                    Pop();
                }

                break;
            case (byte)'1':
                PopMarked();
                break;
            case (byte)'2':
                Push(Top);
                break;
            case (byte)'}':
                Push(new ContentNode(ContentKind.Map, "dict"));
                break;
            case (byte)']':
                Push(new ContentNode(ContentKind.List, "list"));
                break;
            case (byte)')':
                Push(new ContentNode(ContentKind.List, "tuple"));
                break;
            case 0x8f:
                Push(new ContentNode(ContentKind.Set, "set"));
                break;
            case (byte)'l':
                Push(ContentNode.List(PopMarked()));
                break;
            case (byte)'t':
                Push(ContentNode.List(PopMarked(), "tuple"));
                break;
            case (byte)'d':
                var map = new ContentNode(ContentKind.Map, "dict");
                PutAll(map, PopMarked());
                Push(map);
                break;
            case 0x91:
                Push(SetOf(PopMarked()));
                break;
            case >= 0x85 and <= 0x87:
                Push(ContentNode.List(PopLast(code - 0x84), "tuple"));
                break;
            case (byte)'a':
                var item = Pop();
                PickleObjects.Append(Top, item);
                break;
            case (byte)'e':
                var items = PopMarked();
                items.ForEach(each => PickleObjects.Append(Top, each));
                break;
            case (byte)'s':
                PutAll(Below(2), PopLast(2));
                break;
            case (byte)'u':
                var pairs = PopMarked();
                PutAll(Top, pairs);
                break;
            case 0x90:
                var elements = PopMarked();
                elements.ForEach(each => PickleObjects.Add(Top, each));
                break;
            case (byte)'p':
                Remember(Whole(input.Line()));
                break;
            case (byte)'q':
                Remember(input.Byte());
                break;
            case (byte)'r':
                Remember((uint)input.Int32());
                break;
            case 0x94:
                Remember(memo.Count);
                break;
            case (byte)'g':
                Push(Remembered(Whole(input.Line())));
                break;
            case (byte)'h':
                Push(Remembered(input.Byte()));
                break;
            case (byte)'j':
                Push(Remembered((uint)input.Int32()));
                break;
            case 0x80:
                input.Byte();
                break;
            case 0x95:
                input.Int64();
                break;
            case 0x97:
                Push(new ContentNode(ContentKind.Object, "out-of-band buffer"));
                break;
            case 0x98:
                break;
            default:
                if (!PushesValue(code))
                {
                    Call(code);
                }

                break;
        }
    }

    private bool PushesValue(byte code)
    {
        ContentNode? value = code switch
        {
            (byte)'N' => ContentNode.None(),
            0x88 => ContentNode.Of(true),
            0x89 => ContentNode.Of(false),
            (byte)'I' => input.Line() switch
            {
                "00" => ContentNode.Of(false),
                "01" => ContentNode.Of(true),
                var digits => ContentNode.Of(BigWhole(digits)),
            },
            (byte)'J' => ContentNode.Of(input.Int32()),
            (byte)'K' => ContentNode.Of(input.Byte()),
            (byte)'M' => ContentNode.Of(input.UInt16()),
            (byte)'L' => ContentNode.Of(BigWhole(input.Line().TrimEnd('L'))),
            0x8a => Long(input.Byte()),
            0x8b => Long(input.Int32()),
            (byte)'F' => ContentNode.Of(Number(input.Line())),
            (byte)'G' => ContentNode.Of(input.BigEndianDouble()),
            (byte)'S' => PickleText.NodeOf(PickleText.Unquoted(input.Line())),
            (byte)'V' => PickleText.NodeOf(PickleText.Unescaped(input.Line(isLatin1: true))),
            (byte)'T' => Text("str", input.Int32()),
            (byte)'U' or 0x8c => Text("str", input.Byte()),
            (byte)'X' => Text("str", (uint)input.Int32()),
            0x8d => Text("str", input.Int64()),
            (byte)'B' => Text("bytes", (uint)input.Int32()),
            (byte)'C' => Text("bytes", input.Byte()),
            0x8e => Text("bytes", input.Int64()),
            0x96 => Text("bytearray", input.Int64()),
            _ => null,
        };
        if (value is not null)
        {
            Push(value);
        }

        return value is not null;
    }

    private void Call(byte code)
    {
        switch (code)
        {
            case (byte)'c':
                Push(Global(input.Line(), input.Line()));
                break;
            case 0x93:
                var names = PopLast(2);
                Push(Global(names[0].Text, names[1].Text));
                break;
            case >= 0x82 and <= 0x84:
                var number =
                    code == 0x82 ? input.Byte()
                    : code == 0x83 ? input.UInt16()
                    : input.Int32();
                Push(Global("copyreg", string.Create(CultureInfo.InvariantCulture, $"extension {number}")));
                break;
            case (byte)'P':
                Push(Persistent(ContentNode.Of(input.Line())));
                break;
            case (byte)'Q':
                Push(Persistent(Pop()));
                break;
            case (byte)'R':
                var call = PopLast(2);
                Push(TorchFile.InPickle(call[0], call[1], depth) ?? PickleObjects.Call(call[0], call[1]));
                break;
            case 0x81:
                var made = PopLast(2);
                Push(PickleObjects.Make(made[0], made[1], keywords: null));
                break;
            case 0x92:
                var named = PopLast(3);
                Push(PickleObjects.Make(named[0], named[1], named[2]));
                break;
            case (byte)'i':
                var type = Global(input.Line(), input.Line());
                Push(PickleObjects.Make(type, ContentNode.List(PopMarked(), "tuple"), keywords: null));
                break;
            case (byte)'o':
                var parts = PopMarked();
                Push(parts.Count > 0 ? PickleObjects.Make(parts[0], ContentNode.List(parts.Skip(1), "tuple"), keywords: null) : throw Malformed());
                break;
            case (byte)'b':
                var state = Pop();
                PickleObjects.Build(Top, state);
                JoblibArray.ReadBehind(Top, input, depth);
                break;
            default:
                throw new ContentException(
                    string.Create(CultureInfo.InvariantCulture, $"has the byte 0x{code:x2} where a pickle has an instruction, at {input.Position - 1}")
                );
        }
    }
}
