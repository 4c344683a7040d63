using Lockstep.Syntax;
using Lockstep.Text;

namespace Lockstep.Exec.Parameters;

/// <summary>TOML 1.0 to nodes, as far as settings need it: dates and numbers stay as they are written.</summary>
internal sealed partial class TomlReader
{
    private const int Deepest = 64;

    private readonly string name;
    private readonly string text;
    private readonly Table root = new();
    private readonly Place top;
    private int at;

    private TomlReader(string name, string text) => (this.name, this.text, top) = (name, text, new Place(name, 1, 1));

    /// <exception cref="SyntaxException">It is no TOML.</exception>
    public static Node Read(string name, string text)
    {
        var reader = new TomlReader(name, text);
        reader.ReadAll();
        return reader.root.ToNode(reader.top, 0);
    }

    private char Now => at < text.Length ? text[at] : '\0';

    private bool IsAtEnd => at >= text.Length;

    private void ReadAll()
    {
        var table = root;
        for (SkipLines(); !IsAtEnd; SkipLines())
        {
            if (Now != '[')
            {
                Assign(table);
            }
            else if (text.AsSpan(at).StartsWith("[["))
            {
                at += 2;
                table = Down(root, Keys()).Added(this);
                Expect(']');
                Expect(']');
            }
            else
            {
                at++;
                table = Down(root, Keys()).Own(this);
                Expect(']');
            }

            SkipSpaces();
            if (!IsAtEnd && Now is not ('\n' or '\r' or '#'))
            {
                throw Fault("expected the end of the line");
            }
        }
    }

    private void Assign(Table table)
    {
        var slot = Down(table, Keys());
        Expect('=');
        SkipSpaces();
        slot.Set(this, Value(0));
    }

    /// <summary>The place that dotted keys name; the tables on the way are made.</summary>
    private Slot Down(Table table, List<string> keys)
    {
        foreach (var key in keys.SkipLast(1))
        {
            table = new Slot(table, key).Own(this);
        }

        return new Slot(table, keys[^1]);
    }

    private List<string> Keys()
    {
        var keys = new List<string>();
        do
        {
            SkipSpaces();
            if (Now is '"' or '\'')
            {
                keys.Add(Quoted());
            }
            else
            {
                var start = at;
                while (char.IsAsciiLetterOrDigit(Now) || Now is '_' or '-')
                {
                    at++;
                }

                keys.Add(at > start ? text[start..at] : throw Fault("expected a key"));
            }

            SkipSpaces();
        } while (Now == '.' && ++at > 0 && keys.Count <= Deepest);
        return keys.Count <= Deepest ? keys : throw Fault("tables lie too deep in each other");
    }

    private object Value(int depth)
    {
        if (depth > Deepest)
        {
            throw Fault("values lie too deep in each other");
        }

        switch (Now)
        {
            case '"' or '\'':
                return ScalarNode.InQuotes(top, Quoted());
            case '[':
                return List(depth);
            case '{':
                return Inline();
            default:
                var start = at;
                while (!IsAtEnd && Now is not (',' or ']' or '}' or '\n' or '\r' or '#'))
                {
                    at++;
                }

                var word = text[start..at].Trim();
                return word.Length > 0 ? ScalarNode.Plain(top, word) : throw Fault("expected a value");
        }
    }

    private List<object> List(int depth)
    {
        var items = new List<object>();
        at++;
        for (SkipLines(); Now != ']'; SkipLines())
        {
            items.Add(Value(depth + 1));
            SkipLines();
            if (Now == ',')
            {
                at++;
            }
            else if (Now != ']')
            {
                throw Fault("expected ',' or ']'");
            }
        }

        at++;
        return items;
    }

    private Table Inline()
    {
        var table = new Table();
        at++;
        for (SkipSpaces(); Now != '}'; SkipSpaces())
        {
            Assign(table);
            SkipSpaces();
            if (Now == ',')
            {
                at++;
            }
            else if (Now != '}')
            {
                throw Fault("expected ',' or '}'");
            }
        }

        at++;
        return table;
    }

    private void Expect(char wanted)
    {
        SkipSpaces();
        if (Now != wanted)
        {
            throw Fault($"expected '{wanted}'");
        }

        at++;
    }

    private void SkipSpaces()
    {
        while (Now is ' ' or '\t')
        {
            at++;
        }
    }

    private void SkipLines()
    {
        while (!IsAtEnd && (char.IsWhiteSpace(Now) || Now == '#'))
        {
            at = Now == '#' && text.IndexOf('\n', at) is var end ? (end < 0 ? text.Length : end) : at + 1;
        }
    }

    private Place Here() =>
        new(name, 1 + text.AsSpan(0, Math.Min(at, text.Length)).Count('\n'), at - text.LastIndexOf('\n', Math.Max(0, Math.Min(at, text.Length) - 1)));

    private SyntaxException Fault(string what) => new(Here(), $"not valid TOML: {what}.");
}
