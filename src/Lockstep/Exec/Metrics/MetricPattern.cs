using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Lockstep.Exec.Metrics;

/// <summary>
/// One <c>--metric REGEX</c>. A named group is a metric of that name; without one, the first group is, named by the text before it. Groups <c>step</c>,
/// <c>epoch</c> and <c>phase</c> say where it belongs.
/// </summary>
internal sealed class MetricPattern
{
    private const int LongestLine = 1 << 14;

    private readonly Regex pattern;
    private readonly string text;
    private readonly string[] named;

    /// <exception cref="UsageException">It is no regular expression, or has no group.</exception>
    public MetricPattern(string text)
    {
        this.text = text;
        try
        {
            // Python's way of naming a group is what most would write.
            pattern = new Regex(text.Replace("(?P<", "(?<", StringComparison.Ordinal), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (RegexParseException exception)
        {
            throw new UsageException($"--metric {ShellWord.Of(text)}: no regular expression: {exception.Message.Split(". ")[^1]}");
        }

        named = [.. pattern.GetGroupNames().Where(name => !char.IsAsciiDigit(name[0]) && name is not ("step" or "epoch" or "phase"))];
        if (named.Length == 0 && !pattern.GetGroupNames().Contains("1"))
        {
            throw new UsageException($"--metric {ShellWord.Of(text)}: it has no group that holds the number. Write such as 'loss[:=] *(?<loss>[-+.0-9e]+)'.");
        }
    }

    /// <summary>What the patterns find in each line, in the order of the lines.</summary>
    public static IEnumerable<CommandMetric> Read(string path, IReadOnlyList<MetricPattern> patterns, List<string> notes)
    {
        var found = new int[patterns.Count];
        foreach (var line in Lines(path))
        {
            for (var index = 0; index < found.Length; index++)
            {
                foreach (var metric in patterns[index].In(line, notes))
                {
                    found[index]++;
                    yield return metric;
                }
            }
        }

        notes.AddRange(
            patterns.Where((_, index) => found[index] == 0).Select(pattern => $"--metric {ShellWord.Of(pattern.text)} matched no number in the output.")
        );
    }

    private List<CommandMetric> In(string line, List<string> notes)
    {
        var metrics = new List<CommandMetric>();
        try
        {
            foreach (Match match in pattern.Matches(line))
            {
                metrics.AddRange(Of(match));
            }
        }
        catch (RegexMatchTimeoutException)
        {
            var note = $"--metric {ShellWord.Of(text)}: takes too long on a line, which is left out; write it so that it has one way to match.";
            if (!notes.Contains(note))
            {
                notes.Add(note);
            }
        }

        return metrics;
    }

    private IEnumerable<CommandMetric> Of(Match match)
    {
        long? step = NumberOf(match.Groups["step"]) is { } at and >= long.MinValue and < long.MaxValue ? (long)at : null;
        var phase = match.Groups["phase"] is { Success: true } group ? group.Value : null;
        var groups = named.Length > 0 ? named.Select(name => (Name: name, Group: match.Groups[name])) : [(Name: NameBefore(match), Group: match.Groups[1])];
        return groups
            .Select(each => (each.Name, Value: NumberOf(each.Group)))
            .Where(each => each.Value is not null)
            .Select(each => new CommandMetric(each.Name, each.Value ?? 0, step, NumberOf(match.Groups["epoch"]), phase, "output"));
    }

    /// <summary>The word before the number: <c>loss</c> of <c>loss: 0.3</c>.</summary>
    private static string NameBefore(Match match)
    {
        var before = match.Value[..Math.Max(0, match.Groups[1].Index - match.Index)].TrimEnd(' ', ':', '=', '\t', '(', '[');
        var word = new string([.. before.Reverse().TakeWhile(character => char.IsLetterOrDigit(character) || character is '_' or '/' or '-' or '.').Reverse()]);
        return word.Length > 0 ? word : "value";
    }

    private static double? NumberOf(Group group)
    {
        if (!group.Success)
        {
            return null;
        }

        var digits = group.Value.Trim().TrimEnd('%', ',', ';');
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : digits.ToLowerInvariant() switch
            {
                "nan" or "-nan" => double.NaN,
                "inf" or "+inf" or "infinity" => double.PositiveInfinity,
                "-inf" or "-infinity" => double.NegativeInfinity,
                _ => null,
            };
    }

    /// <summary>Lines of any file, binary output too; a progress bar's returns end a line as well, and colours are left out.</summary>
    private static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);
        var buffer = new char[1 << 15];
        var line = new StringBuilder();
        for (int read; (read = reader.Read(buffer)) > 0;)
        {
            for (var rest = buffer.AsMemory(0, read); ;)
            {
                var end = rest.Span.IndexOfAny('\n', '\r');
                var part = end < 0 ? rest : rest[..end];
                if (line.Length < LongestLine)
                {
                    line.Append(part.Span[..Math.Min(part.Length, LongestLine - line.Length)]);
                }

                if (end < 0)
                {
                    break;
                }

                if (line.Length > 0)
                {
                    yield return WithoutColours(line.ToString());
                    line.Clear();
                }

                rest = rest[(end + 1)..];
            }
        }

        if (line.Length > 0)
        {
            yield return WithoutColours(line.ToString());
        }
    }

    private static string WithoutColours(string line) =>
        line.Contains('\u001b', StringComparison.Ordinal) ? Regex.Replace(line, "\u001b\\[[0-9;?]*[A-Za-z]", "", RegexOptions.CultureInvariant) : line;
}
