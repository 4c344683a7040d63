using System.Text;
using Spectre.Console;

namespace Lockstep.Cli.Display;

/// <summary>Columns of a terminal's cells: a character of Chinese, Japanese or Korean, and most emoji, take two.</summary>
internal static class Cells
{
    public static int Of(string text) => text.GetCellWidth();

    /// <summary>With spaces behind it.</summary>
    public static string Left(string text, int width) => text + new string(' ', Math.Max(0, width - Of(text)));

    /// <summary>With spaces before it.</summary>
    public static string Right(string text, int width) => new string(' ', Math.Max(0, width - Of(text))) + text;

    /// <summary>Cut, with a mark of it, where it is wider.</summary>
    public static string Fit(string text, int width)
    {
        if (Of(text) <= width)
        {
            return text;
        }

        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().TakeWhile(rune => Of(kept.ToString() + rune) < width))
        {
            kept.Append(rune.ToString());
        }

        return kept.Append('…').ToString();
    }
}
