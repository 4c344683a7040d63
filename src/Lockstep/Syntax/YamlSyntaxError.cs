using System.Globalization;
using Lockstep.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lockstep.Syntax;

/// <summary>Says a YAML parser's complaint in a reader's words.</summary>
internal static class YamlSyntaxError
{
    private const int LongestMessage = 300;

    /// <summary>The slips that happen most, where the parser speaks of itself; any other message stands as it is.</summary>
    private static readonly (string Part, string Words)[] Frequent =
    [
        ("found invalid mapping", "a ':' stands where no mapping can begin. Check the indentation, or put a value that holds ': ' in quotes."),
        ("cannot start any token", "a value cannot begin with this character. Put the value in quotes."),
        ("a quoted scalar, found unexpected end of stream", "the quoted text that begins here has no end. Close the quotes."),
        ("did not find expected ',' or '}'", "a '{' is open, and ',' or '}' must follow here."),
        ("did not find expected ',' or ']'", "a '[' is open, and ',' or ']' must follow here."),
        ("did not find expected key", "expected a key. Check the indentation: keys of one mapping begin in one column."),
        ("did not find expected '-' indicator", "expected '-' and a value. Check the indentation: the values of one list begin in one column."),
        ("did not find expected node content", "expected a value."),
        ("Found incompatible YAML document", "this version of YAML is not known. Remove the %YAML line."),
    ];

    public static SyntaxException Explain(YamlException exception, string text, Func<Mark, Place> placeOf)
    {
        var message = exception.Message;
        if (message.Contains(" tab", StringComparison.Ordinal) || message.Contains("cannot start any token", StringComparison.Ordinal))
        {
            if (FindTab(text, (int)exception.Start.Line, message) is { } tab)
            {
                return new SyntaxException(placeOf(tab), "a tab cannot indent YAML. Use spaces.");
            }
        }

        return new SyntaxException(placeOf(exception.Start), $"not valid YAML: {Reword(message)}");
    }

    private static string Reword(string message)
    {
        var (_, words) = Frequent.FirstOrDefault(item => message.Contains(item.Part, StringComparison.Ordinal));
        var clean = message.Replace("  ", " ", StringComparison.Ordinal).TrimEnd('.');
        return words ?? PlainText.Quoted($"{char.ToLowerInvariant(clean[0])}{clean[1..]}.", LongestMessage);
    }

    public static SyntaxException ExplainCrash(Stack<NodeEvent> open, Mark reached, Func<Mark, Place> placeOf)
    {
        var bracket = open.FirstOrDefault(start => start
            is MappingStart { Style: MappingStyle.Flow }
            or SequenceStart { Style: SequenceStyle.Flow });
        return bracket is null
            ? new SyntaxException(
                placeOf(reached), "not valid YAML: nothing that starts before here can be read. Look for an impossible escape or a missing ':'.")
            : new SyntaxException(
                placeOf(bracket.Start),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"not valid YAML: the '{(bracket is MappingStart ? '{' : '[')}' opened here is not closed before line {reached.Line}."));
    }

    /// <summary>The parser points at the line before, or at its start; the eye needs the tab itself.</summary>
    private static Mark? FindTab(string text, int line, string message)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var last = message.Contains(" tab", StringComparison.Ordinal) ? lines.Length : line;
        for (var number = line; number <= Math.Min(last, lines.Length); number++)
        {
            var content = lines[number - 1];
            var tab = content.IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0 && string.IsNullOrWhiteSpace(content[..tab]))
            {
                return new Mark(0, number, tab + 1);
            }
        }

        return null;
    }
}
