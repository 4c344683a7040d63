using System.Globalization;
using System.Text;

namespace Lockstep;

/// <summary>
/// Text of others, such as a file's name, as a terminal may be given it: control characters, which could move the cursor or hide
/// what was said, are written as <c>\u001b</c>.
/// </summary>
public static class PlainText
{
    /// <summary>Line breaks and tabs stay, since messages are made of them.</summary>
    public static string Of(string text) => Without(text, character => IsControl(character) && character is not ('\n' or '\t'));

    /// <summary>All of it on one line, in one field.</summary>
    public static string OnOneLine(string text) => Without(text, IsControl);

    /// <summary>Also what turns the direction of all that follows.</summary>
    private static bool IsControl(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private static string Without(string text, Func<char, bool> isUnfit)
    {
        if (!text.Any(isUnfit))
        {
            return text;
        }

        var plain = new StringBuilder();
        foreach (var character in text)
        {
            if (isUnfit(character))
            {
                plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                plain.Append(character);
            }
        }

        return plain.ToString();
    }
}
