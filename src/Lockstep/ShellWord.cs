using System.Globalization;
using System.Text;

namespace Lockstep;

/// <summary>A path or a value as one word of a command that a message advises, so that it can be pasted into a shell.</summary>
public static class ShellWord
{
    /// <summary>The text itself where a shell takes it as one word, else in quotes: double ones, for commands stand in single ones.</summary>
    public static string Of(string text)
    {
        if (text.Length > 0 && text[0] != '~' && text.All(IsPlain))
        {
            return text;
        }

        if (text.Any(char.IsControl))
        {
            return $"$'{string.Concat(text.Select(Escaped))}'";
        }

        // In double quotes an interactive shell would still look for '!' in its history.
        return text.Contains('!', StringComparison.Ordinal)
            ? $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'"
            : $"\"{text.Aggregate(
                new StringBuilder(),
                (quoted, character) => (character is '"' or '$' or '`' or '\\' ? quoted.Append('\\') : quoted).Append(character))}\"";
    }

    private static bool IsPlain(char character) =>
        char.IsLetterOrDigit(character) || character is '_' or '-' or '.' or '/' or ':' or '=' or '@' or '%' or '+' or ',' or '~'
            || char.IsSurrogate(character) || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark;

    private static string Escaped(char character) => character switch
    {
        '\n' => "\\n",
        '\t' => "\\t",
        '\'' or '\\' => $"\\{character}",
        _ when char.IsControl(character) => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
        _ => character.ToString(),
    };
}
