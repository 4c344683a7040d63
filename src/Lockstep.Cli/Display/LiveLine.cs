using Spectre.Console;

namespace Lockstep.Cli.Display;

/// <summary>
/// A progress bar's line, never wider than the terminal: where all of it doesn't fit, columns are left out from the right, and the text is cut.
/// </summary>
internal static class LiveLine
{
    private const int Bar = 40;
    private const int Column = 12;
    private const int LeastText = 42;

    /// <summary>The columns that fit beside a text of some length.</summary>
    /// <param name="others">After the bar, the most important first.</param>
    public static ProgressColumn[] Columns(IAnsiConsole console, params ProgressColumn[] others)
    {
        var room = console.Profile.Width - LeastText;
        var columns = new List<ProgressColumn> { new TaskDescriptionColumn { Alignment = Justify.Left } };
        var bar = Math.Min(Bar, room - (2 * Column));
        if (bar >= Column)
        {
            columns.Add(new ProgressBarColumn { Width = bar });
            room -= bar;
        }

        columns.AddRange(others.Take(Math.Max(0, room / Column)));
        return [.. columns];
    }

    /// <summary>As much of the parts as fits beside the columns, the most important first; the last one is cut where even one is too long.</summary>
    public static string Text(IAnsiConsole console, IEnumerable<ProgressColumn> columns, params string[] parts)
    {
        var taken = columns.Sum(column => column switch { TaskDescriptionColumn => 2, ProgressBarColumn bar => (bar.Width ?? Bar) + 2, _ => Column + 1 });
        var room = Math.Max(1, console.Profile.Width - taken);
        var text = parts[0];
        foreach (var part in parts.Skip(1).TakeWhile(part => text.Length + 1 + part.Length <= room))
        {
            text += " " + part;
        }

        return Markup.Escape(text.Length <= room ? text : room < 2 ? text[..room] : text[..(room - 1)] + "…");
    }
}
