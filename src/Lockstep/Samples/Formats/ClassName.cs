using System.Globalization;
using System.Text;

namespace Lockstep.Samples.Formats;

/// <summary>What may be the name of a class: it stands in listings between tabs, one line per sample.</summary>
internal static class ClassName
{
    /// <summary>What is wrong with it, to follow its place in a message; null where nothing is.</summary>
    public static string? Problem(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return "is empty; every image needs a label";
        }

        if (name.EnumerateRunes()
            .Any(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
        {
            return "holds a tab, line break or control character";
        }

        return char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]) ? $"begins or ends with a space: '{PlainText.Quoted(name)}'" : null;
    }
}
