using Lockstep.Syntax;
using Lockstep.Text;

namespace Lockstep.Exec.Parameters;

/// <content>Tables while they are filled.</content>
internal sealed partial class TomlReader
{
    /// <summary>A key of a table that may have a value.</summary>
    private readonly record struct Slot(Table Table, string Key)
    {
        public void Set(TomlReader reader, object value)
        {
            if (!Table.Values.TryAdd(Key, value))
            {
                throw reader.Fault($"'{PlainText.Quoted(Key)}' stands twice");
            }
        }

        /// <summary>The table under the key, the last of several.</summary>
        public Table Own(TomlReader reader)
        {
            if (!Table.Values.TryGetValue(Key, out var value))
            {
                Table.Values[Key] = value = new Table();
            }

            return value as Table
                ?? (value is List<object> { Count: > 0 } list ? list[^1] as Table : null)
                ?? throw reader.Fault($"'{PlainText.Quoted(Key)}' is no table");
        }

        /// <summary>One more table under the key.</summary>
        public Table Added(TomlReader reader)
        {
            if (!Table.Values.TryGetValue(Key, out var value))
            {
                Table.Values[Key] = value = new List<object>();
            }

            var list = value as List<object> ?? throw reader.Fault($"'{PlainText.Quoted(Key)}' is no list of tables");
            list.Add(new Table());
            return (Table)list[^1];
        }
    }

    private sealed class Table
    {
        public Dictionary<string, object> Values { get; } = new(StringComparer.Ordinal);

        public MappingNode ToNode(Place place, int depth) =>
            depth > Deepest * 2
                ? throw new SyntaxException(place, "tables lie too deep in each other.")
                : new MappingNode(place, [.. Values.Select(pair => new Entry(pair.Key, place, NodeOf(pair.Value, place, depth + 1)))]);

        private static Node NodeOf(object value, Place place, int depth) =>
            value switch
            {
                Table table => table.ToNode(place, depth),
                List<object> list => new ListNode(place, [.. list.Select(item => NodeOf(item, place, depth + 1))]),
                _ => (Node)value,
            };
    }
}
