using System.Text.RegularExpressions;

namespace Lockstep.Exec.Parameters;

/// <summary>
/// The one rule by which values are kept out of records: those of arguments, variables and settings whose names speak of a secret, and those that look
/// like one.
/// </summary>
internal static partial class Secrets
{
    /// <summary>What stands in a record in place of a secret.</summary>
    public const string KeptOut = "(kept out)";

    /// <summary>A shorter value would be found by chance in other texts.</summary>
    private const int ShortestSought = 6;

    /// <summary>Words that tell of a secret wherever they stand in a name.</summary>
    private static readonly HashSet<string> Always = new(StringComparer.Ordinal)
    {
        "secret",
        "secrets",
        "credential",
        "credentials",
        "pwd",
        "passphrase",
        "apikey",
        "authtoken",
        "accesskey",
        "privatekey",
        "bearer",
        "authorization",
    };

    /// <summary>Before "key": what is looked something up by.</summary>
    private static readonly HashSet<string> PlainKeys = new(StringComparer.Ordinal)
    {
        "sort",
        "monitor",
        "metric",
        "image",
        "img",
        "label",
        "target",
        "input",
        "output",
        "data",
        "primary",
        "foreign",
        "dict",
        "column",
        "group",
        "loss",
        "state",
        "model",
        "query",
        "feature",
        "features",
        "mask",
        "text",
        "audio",
    };

    /// <summary>Before "token": what a text is cut into.</summary>
    private static readonly HashSet<string> PlainTokens = new(StringComparer.Ordinal)
    {
        "pad",
        "eos",
        "bos",
        "unk",
        "mask",
        "sep",
        "cls",
        "num",
        "max",
        "min",
        "n",
        "per",
        "special",
        "class",
        "image",
        "img",
        "start",
        "end",
        "register",
        "use",
        "by",
    };

    /// <summary>Behind "key" or "token": the word is of another thing.</summary>
    private static readonly HashSet<string> PlainAfter = new(StringComparer.Ordinal)
    {
        "dim",
        "dims",
        "length",
        "len",
        "size",
        "count",
        "type",
        "padding",
        "mask",
        "ids",
        "index",
        "embedding",
        "embed",
        "mixing",
        "drop",
        "dropout",
        "bias",
        "frame",
        "frames",
        "points",
        "point",
        "layers",
        "parallel",
        "parallelism",
    };

    /// <summary>Whether the name of an argument, a variable or a setting says that its value is a secret.</summary>
    public static bool IsNamed(string name)
    {
        var words = NameWords.Of(name);
        for (var index = 0; index < words.Count; index++)
        {
            var before = index > 0 ? words[index - 1] : "";
            var after = index + 1 < words.Count ? words[index + 1] : "";
            var isSecret = words[index] switch
            {
                "key" => !PlainKeys.Contains(before) && !PlainAfter.Contains(after),
                "token" => !PlainTokens.Contains(before) && !PlainAfter.Contains(after),
                var word => Always.Contains(word) || word.StartsWith("passw", StringComparison.Ordinal) || word.EndsWith("password", StringComparison.Ordinal),
            };
            if (isSecret)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A value of a record by its name: itself, or <see cref="KeptOut"/>.</summary>
    public static string Scrub(string name, string value) => IsNamed(name) && !IsPlain(value) ? KeptOut : ScrubText(value);

    /// <summary>
    /// A command's arguments without the secrets in them: <c>--api-key VALUE</c>, <c>--api-key=VALUE</c>, <c>API_KEY=VALUE</c>, also inside a shell's
    /// command.
    /// </summary>
    public static IReadOnlyList<string> Scrub(IReadOnlyList<string> arguments)
    {
        var scrubbed = new List<string>(arguments.Count);
        for (var index = 0; index < arguments.Count; index++)
        {
            scrubbed.Add(IsValueOf(arguments, index) ? KeptOut : ScrubArgument(arguments[index]));
        }

        return scrubbed;
    }

    /// <summary>Variables without the secrets among them.</summary>
    public static IReadOnlyDictionary<string, string> Scrub(IReadOnlyDictionary<string, string> variables) =>
        variables.ToDictionary(variable => variable.Key, variable => Scrub(variable.Key, variable.Value), StringComparer.Ordinal);

    /// <summary>A text without what looks like a secret by itself: a password in an address, a key of a known form.</summary>
    public static string ScrubText(string text) => HasNone(text) ? text : Known().Replace(AddressPassword().Replace(text, $"${{before}}{KeptOut}@"), KeptOut);

    /// <summary>A text without these secrets, wherever they stand in it.</summary>
    /// <param name="secrets">Of <see cref="In"/>.</param>
    public static string ScrubText(string text, IEnumerable<string> secrets) =>
        ScrubText(
            secrets.OrderByDescending(secret => secret.Length).Aggregate(text, (rest, secret) => rest.Replace(secret, KeptOut, StringComparison.Ordinal))
        );

    /// <summary>The values of secrets in arguments and variables, to be sought in other texts; short ones aren't among them.</summary>
    public static IReadOnlyList<string> In(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> variables)
    {
        var values = variables.Where(variable => IsNamed(variable.Key)).Select(variable => variable.Value).ToList();
        for (var index = 0; index < arguments.Count; index++)
        {
            if (IsValueOf(arguments, index))
            {
                values.Add(arguments[index]);
            }
            else
            {
                values.AddRange(
                    Assignment()
                        .Matches(arguments[index])
                        .Where(match => IsNamed(match.Groups["name"].Value))
                        .Select(match => match.Groups["value"].Value.Trim('"', '\''))
                );
            }
        }

        return [.. values.Where(value => value.Length >= ShortestSought && !IsPlain(value)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Whether an argument is the value of the one before it, which names a secret.</summary>
    private static bool IsValueOf(IReadOnlyList<string> arguments, int index) =>
        index > 0
        && arguments[index - 1] is ['-', _, ..] before
        && !before.Contains('=', StringComparison.Ordinal)
        && IsNamed(before)
        && arguments[index] is not ['-', '-', ..]
        && !IsPlain(arguments[index]);

    private static string ScrubArgument(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        var name = equals > 0 ? argument[..equals] : "";
        if (equals > 0 && !name.Contains(' ', StringComparison.Ordinal))
        {
            return IsNamed(name) && !IsPlain(argument[(equals + 1)..]) ? $"{name}={KeptOut}" : $"{name}={ScrubWords(argument[(equals + 1)..])}";
        }

        return ScrubWords(argument);
    }

    /// <summary>Whether no expression below can match, which most words show at once: to start them takes longer than a short command.</summary>
    private static bool HasNone(string text) =>
        !text.Any(unit => unit is '=' or ':' || char.IsWhiteSpace(unit)) && !Beginnings.Any(beginning => text.Contains(beginning, StringComparison.Ordinal));

    private static string ScrubWords(string text)
    {
        if (HasNone(text))
        {
            return text;
        }

        var assigned = Assignment()
            .Replace(text, match =>
                IsNamed(match.Groups["name"].Value) && !IsPlain(match.Groups["value"].Value) ? $"{match.Groups["name"].Value}={KeptOut}" : match.Value
            );
        var named = Option()
            .Replace(assigned, match =>
                IsNamed(match.Groups["name"].Value) && !IsPlain(match.Groups["value"].Value) ? $"{match.Groups["before"].Value}{KeptOut}" : match.Value
            );
        return ScrubText(Header().Replace(named, $"${{before}}{KeptOut}"));
    }

    /// <summary>A count, a switch, nothing: no secret, whatever its name.</summary>
    private static bool IsPlain(string value) =>
        value.Length == 0
        || value == KeptOut
        || (value.Length <= 5 && value.All(character => char.IsAsciiDigit(character) || character is '.' or '-'))
        || value.ToLowerInvariant() is "true" or "false" or "none" or "null";

    [GeneratedRegex("""(?<![A-Za-z0-9_])(?<name>[A-Za-z_][A-Za-z0-9_.-]*)=(?<value>"[^"]*"|'[^']*'|[^\s;&|"']+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();

    [GeneratedRegex(
        """(?<before>(?<![A-Za-z0-9_-])(?<name>--?[A-Za-z][A-Za-z0-9_.-]*)\s+)(?<value>"[^"]*"|'[^']*'|[^\s;&|"'-][^\s;&|"']*)""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Option();

    [GeneratedRegex(
        "(?<before>(authorization|[a-z-]*api-key|[a-z-]*token|cookie)\\s*:\\s*(bearer\\s+|basic\\s+|token\\s+)?)[^\\s\"']+",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Header();

    [GeneratedRegex("(?<before>[A-Za-z][A-Za-z0-9+.-]*://[^/\\s:@\"']*:)[^/\\s@\"']+@", RegexOptions.CultureInvariant)]
    private static partial Regex AddressPassword();

    /// <summary>What <see cref="Known"/> begins with, but for what has spaces in it.</summary>
    private static readonly string[] Beginnings = ["sk-", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "hf_", "glpat-", "xox", "AKIA", "eyJ"];

    /// <summary>Keys that begin in a known way: OpenAI's, GitHub's, Hugging Face's, GitLab's, Slack's, Amazon's, JSON Web Tokens, and PEM.</summary>
    [GeneratedRegex(
        @"(?<![A-Za-z0-9_-])(sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|hf_[A-Za-z0-9]{20,}|"
            + @"glpat-[A-Za-z0-9_-]{16,}|xox[abpr]-[A-Za-z0-9-]{10,}|AKIA[A-Z0-9]{16}|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+)"
            + @"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|\z)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Known();
}
