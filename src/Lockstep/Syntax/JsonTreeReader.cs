using System.Text;
using System.Text.Json;
using Lockstep.Files;
using Lockstep.Text;

namespace Lockstep.Syntax;

/// <summary>JSON (RFC 8259) to nodes.</summary>
internal ref struct JsonTreeReader
{
    private readonly string name;
    private readonly ProblemList problems;
    private readonly TreeBudget budget;
    private Utf8JsonReader reader;
    private TextCursor cursor;

    private JsonTreeReader(SourceText source, ProblemList problems)
    {
        name = source.Name;
        this.problems = problems;
        budget = new TreeBudget(source.Bytes.Length);

        // Two more levels than ours, so that our own message comes first.
        reader = new Utf8JsonReader(source.Bytes.Span, new JsonReaderOptions { MaxDepth = TreeBudget.DeepestLevel + 2 });
        cursor = new TextCursor(source.Bytes.Span);
    }

    public static Node Read(SourceText source, ProblemList problems)
    {
        try
        {
            var tree = new JsonTreeReader(source, problems);
            tree.reader.Read();
            var root = tree.ReadNode(1);

            // The reader refuses a second value by itself.
            tree.reader.Read();
            return root;
        }
        catch (JsonException exception)
        {
            var problem = JsonProblem.Of(exception, source.Bytes.Span);
            throw new SyntaxException(
                problem.Place is var (line, column) ? new Place(source.Name, line, column) : new Place(source.Name, 1, 1),
                $"not valid JSON: {problem.Reason}.");
        }
    }

    private Node ReadNode(int level)
    {
        var place = Here();
        budget.Take(place, 1, level);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadMapping(place, level),
            JsonTokenType.StartArray => ReadList(place, level),
            JsonTokenType.String => ScalarNode.InQuotes(place, ReadText(place)),
            JsonTokenType.Null => new ScalarNode(place, ScalarKind.Null, "null", false),
            _ => ScalarNode.Plain(place, Encoding.UTF8.GetString(reader.ValueSpan)),
        };
    }

    private MappingNode ReadMapping(Place place, int level)
    {
        var entries = new Dictionary<string, Entry>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var keyPlace = Here();
            var key = ReadText(keyPlace);
            reader.Read();
            var entry = new Entry(key, keyPlace, ReadNode(level + 1));
            if (!entries.TryAdd(key, entry))
            {
                Duplicates.Report(problems, entries[key], keyPlace);
            }
        }

        return new MappingNode(place, [.. entries.Values]);
    }

    private ListNode ReadList(Place place, int level)
    {
        var items = new List<Node>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadNode(level + 1));
        }

        return new ListNode(place, items);
    }

    private readonly string ReadText(Place place)
    {
        try
        {
            // A token was read, so there is a string.
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new SyntaxException(place, "the text holds half of a surrogate pair, which stands for no character. Write the character itself.");
        }
    }

    private Place Here() => cursor.MoveTo(name, (int)reader.TokenStartIndex);
}
