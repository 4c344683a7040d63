using Lockstep.Schema;


namespace Lockstep.Cli.Display;

/// <summary>The values of a recipe that nobody wrote, one line per section.</summary>
internal static class DefaultsListing
{
    private const int Widest = 120;

    /// <summary>Keys outside of any section stand last, without a name in front.</summary>
    public static string Text(IReadOnlyList<RecipeDefault> defaults)
    {
        (string Section, string Value)[] values = [
            .. defaults.Select(
                value => value.Key.Split('.', 2) is [var section, var key] ? (section, $"{key}={value.Value}") : ("", $"{value.Key}={value.Value}"))
        ];
        var indent = 4 + values.Max(value => value.Section.Length);
        var lines = values.GroupBy(value => value.Section, StringComparer.Ordinal).OrderBy(section => section.Key.Length == 0)
            .Select(section => $"  {section.Key}".PadRight(indent)
                + string.Join($"\n{new string(' ', indent)}", Wrapped([.. section.Select(value => value.Value)], Widest - indent)));
        return $"Defaults, since the recipe doesn't say:\n{string.Join('\n', lines)}";
    }

    private static IEnumerable<string> Wrapped(IReadOnlyList<string> values, int width)
    {
        var line = "";
        foreach (var (index, value) in values.Index())
        {
            var next = index < values.Count - 1 ? value + "," : value;
            if (line.Length > 0 && line.Length + 1 + next.Length > width)
            {
                yield return line;
                line = "";
            }

            line += line.Length > 0 ? $" {next}" : next;
        }

        yield return line;
    }
}
