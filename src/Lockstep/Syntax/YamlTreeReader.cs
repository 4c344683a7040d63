using Lockstep.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lockstep.Syntax;

/// <summary>YAML 1.2 to nodes: one document, no tags, no merge keys; aliases within limits.</summary>
internal sealed class YamlTreeReader
{
    private readonly Scanner scanner;
    private readonly Parser parser;
    private readonly Func<Mark, Place> placeOf;
    private readonly ProblemList problems;
    private readonly TreeBudget budget;
    private readonly Dictionary<AnchorName, Anchored?> anchors = [];
    private readonly Stack<NodeEvent> open = new();

    private YamlTreeReader(string text, Func<Mark, Place> placeOf, ProblemList problems)
    {
        scanner = new Scanner(new StringReader(text));
        parser = new Parser(scanner);
        budget = new TreeBudget(text.Length);
        this.placeOf = placeOf;
        this.problems = problems;
    }

    public static Node Read(SourceText source, ProblemList problems) =>
        new YamlTreeReader(source.Text, mark => new Place(source.Name, (int)mark.Line, (int)mark.Column), problems).Read(source.Text)
        ?? throw SourceText.Empty(new Place(source.Name, 1, 1));

    /// <returns>Null for a text without a value.</returns>
    public static Node? ReadOverride(string text, Place place, ProblemList problems) =>
        new YamlTreeReader(text, _ => place, problems).Read(text);

    private Node? Read(string text)
    {
        try
        {
            Next<StreamStart>();
            if (Next<ParsingEvent>() is not DocumentStart)
            {
                return null;
            }

            var root = ReadNode(Next<ParsingEvent>(), 1);
            Next<DocumentEnd>();
            if (Next<ParsingEvent>() is DocumentStart second)
            {
                problems.Add(
                    placeOf(second.Start),
                    "a second YAML document begins here; a recipe is one document. Remove the '---' or move the rest to a file of its own.");
            }

            return root.Node is ScalarNode { Kind: ScalarKind.Null, Text: "" } ? null : root.Node;
        }
        catch (YamlException exception)
        {
            throw YamlSyntaxError.Explain(exception, text, placeOf);
        }
        catch (Exception exception) when (exception is InvalidOperationException
            or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // The parser lets some of its own broken assumptions out: an unclosed bracket, an impossible \U escape.
            throw YamlSyntaxError.ExplainCrash(open, scanner.CurrentPosition, placeOf);
        }
    }

    private Anchored ReadNode(ParsingEvent next, int level) => next switch
    {
        NodeEvent node => ReadNode(node, placeOf(node.Start), level),
        AnchorAlias alias => Follow(alias, placeOf(alias.Start), level),
        _ => throw new SyntaxException(placeOf(next.Start), "not valid YAML: expected a value."),
    };

    private Anchored ReadNode(NodeEvent node, Place place, int level)
    {
        budget.Take(place, 1, level);
        if (!node.Tag.IsEmpty)
        {
            problems.Add(place, $"the tag '{TagAsWritten(node.Tag)}' is not used in a recipe: its keys have types of their own. Remove the tag.");
        }

        if (!node.Anchor.IsEmpty)
        {
            anchors[node.Anchor] = null;
        }

        var before = budget.Nodes;
        var levels = 1;
        Node read = node switch
        {
            MappingStart mapping => ReadMapping(mapping, place, level, ref levels),
            SequenceStart list => ReadList(list, place, level, ref levels),
            Scalar { Style: ScalarStyle.Plain } plain => ScalarNode.Plain(place, plain.Value),
            _ => ScalarNode.InQuotes(place, ((Scalar)node).Value),
        };
        var anchored = new Anchored(read, budget.Nodes - before + 1, levels);
        if (!node.Anchor.IsEmpty)
        {
            anchors[node.Anchor] = anchored;
        }

        return anchored;
    }

    private static string TagAsWritten(TagName tag)
    {
        const string Core = "tag:yaml.org,2002:";
        return PlainText.Quoted(tag.Value.StartsWith(Core, StringComparison.Ordinal) ? $"!!{tag.Value[Core.Length..]}" : tag.Value);
    }

    private Anchored Follow(AnchorAlias alias, Place place, int level)
    {
        var name = PlainText.Quoted(alias.Value.Value);
        if (!anchors.TryGetValue(alias.Value, out var target))
        {
            throw new SyntaxException(place, $"the alias '*{name}' has no anchor '&{name}' before it.");
        }

        if (target is null)
        {
            throw new SyntaxException(place, $"the alias '*{name}' stands inside its own anchor '&{name}' and would never end.");
        }

        budget.Take(place, target.Size, level + target.Levels - 1);
        return target;
    }

    private MappingNode ReadMapping(MappingStart start, Place place, int level, ref int levels)
    {
        open.Push(start);
        var entries = new Dictionary<string, Entry>();
        while (Next<ParsingEvent>() is var next and not MappingEnd)
        {
            var keyPlace = placeOf(next.Start);
            var key = ReadKey(next, keyPlace, level);
            var value = ReadNode(Next<ParsingEvent>(), level + 1);
            levels = Math.Max(levels, value.Levels + 1);
            if (key is not null && !entries.TryAdd(key, new Entry(key, keyPlace, value.Node)))
            {
                Duplicates.Report(problems, entries[key], keyPlace);
            }
        }

        open.Pop();
        return new MappingNode(place, [.. entries.Values]);
    }

    /// <returns>Null for a key that was reported.</returns>
    private string? ReadKey(ParsingEvent node, Place place, int level)
    {
        var key = ReadNode(node, level + 1).Node;
        if (node is not Scalar scalar)
        {
            problems.Add(place, "a key must be a word written out, such as 'train:'.");
            return null;
        }

        if (scalar is { Style: ScalarStyle.Plain, Value: "<<" })
        {
            problems.Add(place, "the merge key '<<' is not part of YAML 1.2 and is not followed. Write the keys out.");
            return null;
        }

        return ((ScalarNode)key).Text;
    }

    private ListNode ReadList(SequenceStart start, Place place, int level, ref int levels)
    {
        open.Push(start);
        var items = new List<Node>();
        while (Next<ParsingEvent>() is var next and not SequenceEnd)
        {
            var item = ReadNode(next, level + 1);
            levels = Math.Max(levels, item.Levels + 1);
            items.Add(item.Node);
        }

        open.Pop();
        return new ListNode(place, items);
    }

    private T Next<T>()
        where T : ParsingEvent
    {
        if (!parser.MoveNext() || parser.Current is not T next)
        {
            throw new SyntaxException(placeOf(scanner.CurrentPosition), "not valid YAML: the text ends too early.");
        }

        return next;
    }

    /// <param name="Size">Nodes of the tree below and including it, aliases written out.</param>
    private sealed record Anchored(Node Node, int Size, int Levels);
}
