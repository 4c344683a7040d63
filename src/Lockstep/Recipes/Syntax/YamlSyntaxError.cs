using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lockstep.Recipes.Syntax;

/// <summary>Says a YAML parser's complaint in a reader's words.</summary>
internal static class YamlSyntaxError
{
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

        // An inner message stands on its own; the sentence begins mid-line here.
        var clean = message.Replace("  ", " ", StringComparison.Ordinal).TrimEnd('.');
        return new SyntaxException(placeOf(exception.Start), $"not valid YAML: {char.ToLowerInvariant(clean[0])}{clean[1..]}.");
    }

    public static SyntaxException ExplainCrash(Stack<NodeEvent> open, Mark reached, Func<Mark, Place> placeOf)
    {
        var bracket = open.FirstOrDefault(start => start
            is MappingStart { Style: MappingStyle.Flow }
            or SequenceStart { Style: SequenceStyle.Flow });
        return bracket is null
            ? new SyntaxException(placeOf(reached), "not valid YAML: nothing that starts before here can be read. Look for an impossible escape or a missing ':'.")
            : new SyntaxException(
                placeOf(bracket.Start),
                string.Create(CultureInfo.InvariantCulture, $"not valid YAML: the '{(bracket is MappingStart ? '{' : '[')}' opened here is not closed before line {reached.Line}."));
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
