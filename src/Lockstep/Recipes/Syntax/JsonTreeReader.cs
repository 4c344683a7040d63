using System.Text;
using System.Text.Json;

namespace Lockstep.Recipes.Syntax;

/// <summary>JSON (RFC 8259) to nodes.</summary>
internal ref struct JsonTreeReader
{
    private const int LongestMessage = 300;

    private readonly string name;
    private readonly ProblemList problems;
    private readonly TreeBudget budget = new();
    private Utf8JsonReader reader;
    private TextCursor cursor;

    private JsonTreeReader(SourceText source, ProblemList problems)
    {
        name = source.Name;
        this.problems = problems;

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
            throw new SyntaxException(PlaceOf(source, exception), $"not valid JSON: {Clean(exception.Message)}");
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

    private static Place PlaceOf(SourceText source, JsonException exception)
    {
        var bytes = source.Bytes.Span;
        var offset = 0;
        for (var line = exception.LineNumber ?? 0; line > 0; line--)
        {
            offset += bytes[offset..].IndexOf((byte)'\n') + 1;
        }

        offset = Math.Min(offset + (int)(exception.BytePositionInLine ?? 0), bytes.Length);
        return new TextCursor(bytes).MoveTo(source.Name, offset);
    }

    private static string Clean(string message)
    {
        var position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var clean = (position < 0 ? message : message[..position])
            .Replace("which is not supported in this mode. Change the reader options.", "which JSON does not allow.", StringComparison.Ordinal);

        // It quotes the file, line breaks and all.
        return Printable.Of(clean, LongestMessage);
    }
}
