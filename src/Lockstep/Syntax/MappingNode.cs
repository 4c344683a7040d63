using Lockstep.Text;

namespace Lockstep.Syntax;

/// <param name="Entries">Each key once: the readers report duplicates.</param>
internal sealed record MappingNode(Place Place, IReadOnlyList<Entry> Entries) : Node(Place)
{
    public override string Found => Entries.Count == 0 ? "an empty mapping" : $"a mapping with '{PlainText.Quoted(Entries[0].Key)}'";

    public Entry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key);

    /// <summary>A copy in which the entry takes the place of the one with its key, or stands last.</summary>
    public MappingNode With(Entry entry) => this with
    {
        Entries = Find(entry.Key) is null
            ? [.. Entries, entry]
            : [.. Entries.Select(old => old.Key == entry.Key ? entry : old)],
    };
}
