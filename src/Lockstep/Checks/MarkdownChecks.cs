using System.Text;

namespace Lockstep.Checks;

/// <summary>Checks as Markdown, as GitHub and GitLab show it.</summary>
public static class MarkdownChecks
{
    /// <summary>The same text for the same checks.</summary>
    public static string Of(CheckSuite suite)
    {
        var text = new StringBuilder();
        text.Append("## ").Append(Plain($"lockstep {suite.Command} {suite.Subject}")).Append(": ");
        text.Append(suite.Passed ? "passed" : "**failed**").Append("\n\n");
        text.Append("| check | outcome | |\n|---|---|---|\n");
        foreach (var check in suite.Checks)
        {
            text.Append("| ").Append(Plain(check.Name)).Append(" | ").Append(Word(check.Outcome)).Append(" | ")
                .Append(string.Join("<br>", check.Text.Split('\n').Select(Plain))).Append(" |\n");
        }

        foreach (var note in suite.Notes)
        {
            text.Append('\n').Append(Plain(note)).Append('\n');
        }

        return text.ToString();
    }

    private static string Word(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => "passed",
        CheckOutcome.Failed => "**failed**",
        _ => "skipped",
    };

    /// <summary>As text, whatever it holds: names come from files and scripts.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (var unit in PlainText.OnOneLine(text))
        {
            plain.Append(unit switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '#' or '~' or '!' => $"\\{unit}",
                _ => unit.ToString(),
            });
        }

        return plain.ToString();
    }
}
