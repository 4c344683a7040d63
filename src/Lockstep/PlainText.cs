using System.Globalization;
using System.Text;

namespace Lockstep;

/// <summary>
/// Text of others, such as a file's name, as a terminal may be given it: control characters, which could move the cursor or hide
/// what was said, are written as <c>\u001b</c>.
/// </summary>
public static class PlainText
{
    private const int Longest = 60;

    /// <summary>Line breaks and tabs stay, since messages are made of them.</summary>
    public static string Of(string text) => Without(text, rune => IsControl(rune) && rune.Value is not ('\n' or '\t'));

    /// <summary>All of it on one line, in one field.</summary>
    public static string OnOneLine(string text) => Without(text, IsControl);

    /// <summary>As a message quotes it: on one line, cut where it is too long to read, and with what can't be seen written out, too.</summary>
    internal static string Quoted(string text, int longest = Longest) => Without(text, IsUnprintable, longest);

    /// <summary>Controls, line separators and invisible format characters (the byte-order mark, direction marks).</summary>
    internal static bool IsUnprintable(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned;

    /// <summary>Also what turns the direction of all that follows. Marks that join letters are part of many languages, and stay.</summary>
    private static bool IsControl(Rune rune) =>
        Rune.IsControl(rune) || rune.Value is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private static string Without(string text, Func<Rune, bool> isUnfit, int longest = int.MaxValue)
    {
        var plain = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (plain.Length >= longest)
            {
                return plain.Append('…').ToString();
            }

            if (isUnfit(rune))
            {
                plain.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                plain.Append(rune.ToString());
            }
        }

        return plain.ToString();
    }
}
