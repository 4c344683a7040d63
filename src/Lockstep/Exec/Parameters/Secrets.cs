using System.Text.RegularExpressions;

namespace Lockstep.Exec.Parameters;

/// <summary>The one rule by which values are kept out of records: those of arguments, variables and settings whose names speak of a secret.</summary>
public static partial class Secrets
{
    /// <summary>What stands in a record in place of a secret.</summary>
    public const string KeptOut = "(kept out)";

    /// <summary>Whether the name of an argument, a variable or a setting says that its value is a secret.</summary>
    public static bool IsNamed(string name) => NamesSecret().IsMatch(name);

    /// <summary>A command's arguments without the secrets in them: <c>--api-key VALUE</c>, <c>--api-key=VALUE</c>, <c>API_KEY=VALUE</c>.</summary>
    public static IReadOnlyList<string> Scrub(IReadOnlyList<string> arguments)
    {
        var scrubbed = new List<string>(arguments.Count);
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var isValue = index > 0 && arguments[index - 1] is ['-', ..] before && !before.Contains('=', StringComparison.Ordinal) && IsNamed(before) && argument is not ['-', '-', ..];
            scrubbed.Add(isValue ? KeptOut : equals > 0 && IsNamed(argument[..equals]) ? $"{argument[..(equals + 1)]}{KeptOut}" : argument);
        }

        return scrubbed;
    }

    /// <summary>Variables without the secrets among them.</summary>
    public static IReadOnlyDictionary<string, string> Scrub(IReadOnlyDictionary<string, string> variables) =>
        variables.ToDictionary(variable => variable.Key, variable => IsNamed(variable.Key) ? KeptOut : variable.Value, StringComparer.Ordinal);

    [GeneratedRegex("key|token|secret|passw|credential", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamesSecret();
}
