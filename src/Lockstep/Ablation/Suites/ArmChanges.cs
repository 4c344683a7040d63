using System.Globalization;
using System.Text.RegularExpressions;
using Lockstep.Syntax;

namespace Lockstep.Ablation.Suites;

/// <summary>What each arm of a suite changes, as it is written: the arms by name, and those of the grid.</summary>
internal static partial class ArmChanges
{
    private const int LongestName = 40;

    /// <param name="root">Of a suite whose schema found nothing wrong with it.</param>
    /// <returns>Preset is the name of one of augmentation, where that is all.</returns>
    public static IReadOnlyList<(string Name, Node Written, IReadOnlyList<Entry> Entries, string? Preset)> Of(MappingNode root, ProblemList problems)
    {
        var arms = new List<(string Name, Node Written, IReadOnlyList<Entry> Entries, string? Preset)>();
        switch (root.Find("arms")?.Value)
        {
            case ListNode list:
                arms.AddRange(list.Items.OfType<ScalarNode>().Select(item => (item.Text, (Node)item, (IReadOnlyList<Entry>)[], (string?)item.Text)));
                break;
            case MappingNode mapping:
                arms.AddRange(mapping.Entries.Select(entry =>
                    (entry.Key, (Node)ScalarNode.InQuotes(entry.KeyPlace, entry.Key), (entry.Value as MappingNode)?.Entries ?? [], (string?)null)));
                break;
        }

        if (root.Find("grid") is { Value: MappingNode grid })
        {
            foreach (var combination in Combinations(grid.Entries))
            {
                arms.Add((NameOf(combination), grid, combination, null));
            }
        }

        foreach (var again in arms.GroupBy(arm => arm.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            problems.Add(again.Last().Written.Place, $"arms: two arms are named '{again.Key}'; expected names of their own.");
        }

        return arms;
    }

    private static IEnumerable<IReadOnlyList<Entry>> Combinations(IReadOnlyList<Entry> keys)
    {
        IEnumerable<IReadOnlyList<Entry>> all = [[]];
        foreach (var key in keys)
        {
            var values = ((ListNode)key.Value).Items; // as its shape says
            all = all.SelectMany(before => values.Select(value => (IReadOnlyList<Entry>)[.. before, new Entry(key.Key, key.KeyPlace, value)]));
        }

        return keys.Count == 0 ? [] : all;
    }

    /// <summary>As <c>lr-0.01-epochs-5</c>.</summary>
    private static string NameOf(IReadOnlyList<Entry> combination)
    {
        var name = string.Join('-', combination.Select(entry => $"{entry.Key.TrimStart('-').Split('.')[^1]}-{((ScalarNode)entry.Value).Text}"));
        name = Odd().Replace(name, "-").Trim('-', '.');
        return name.Length == 0 ? "arm" : name[..Math.Min(LongestName, name.Length)].TrimEnd('-', '.');
    }

    /// <summary>A value as it stands on one line.</summary>
    public static string TextOf(Node node) => node switch
    {
        ScalarNode { Kind: ScalarKind.Text } text => YamlText.Flow(text.Text),
        ScalarNode { Kind: ScalarKind.Null } => "null",
        ScalarNode plain => plain.Text,
        ListNode list => $"[{string.Join(", ", list.Items.Select(TextOf))}]",
        MappingNode mapping => $"{{{string.Join(", ", mapping.Entries.Select(entry => $"{YamlText.Flow(entry.Key)}: {TextOf(entry.Value)}"))}}}",
        _ => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"A {node.GetType().Name} is no value.")),
    };

    [GeneratedRegex("[^A-Za-z0-9.-]+")]
    private static partial Regex Odd();
}
