using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Lockstep.Exec.Outputs;

/// <summary>What is left of a file's name without what is another in each run.</summary>
internal static partial class OutputName
{
    private const int ShortestHost = 3;

    /// <summary>Smaller numbers are those of epochs and steps, too; from here on numbers of processes begin anew when all were given.</summary>
    private const int LeastProcess = 300;

    /// <summary>
    /// The name with <c>{time}</c> for dates and times, <c>{host}</c> for the host, <c>{id}</c> for a UUID and <c>{pid}</c> for the number of
    /// a process where TensorBoard writes it.
    /// </summary>
    public static string ForPairing(string name, string host)
    {
        var rest = Uuid().Replace(name, "{id}");
        rest = Moment().Replace(rest, "{time}");
        rest = Process().Replace(rest, "$1{pid}");
        return host.Length >= ShortestHost
            ? Regex.Replace(rest, $"(?<![A-Za-z0-9]){Regex.Escape(host)}(?![A-Za-z0-9])", "{host}", RegexOptions.CultureInvariant)
            : rest;
    }

    /// <summary>
    /// Names with <c>{pid}</c> for the number of a process that wrote; but where names are one but for such a number, as of checkpoints, only if it is one
    /// of a process in all of them.
    /// </summary>
    /// <param name="names">As <see cref="ForPairing"/> makes them.</param>
    /// <param name="processes">Numbers of the command's processes.</param>
    public static IReadOnlyList<string> WithoutProcesses(IReadOnlyList<string> names, IReadOnlySet<int> processes)
    {
        var counters = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            foreach (Match number in Digits().Matches(name))
            {
                if (!IsProcess(number.Value, processes))
                {
                    counters.Add(Masked(name, number));
                }
            }
        }

        return [.. names.Select(name =>
            {
                // From the end, so that what comes before stays where it is.
                foreach (var number in Digits().Matches(name).Reverse())
                {
                    if (IsProcess(number.Value, processes) && !counters.Contains(Masked(name, number)))
                    {
                        name = Masked(name, number);
                    }
                }

                return name;
            })];
    }

    private static bool IsProcess(string number, IReadOnlySet<int> processes) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var process) && process >= LeastProcess && processes.Contains(process)
        && number[0] != '0';

    private static string Masked(string name, Match number) => $"{name.AsSpan(0, number.Index)}{{pid}}{name.AsSpan(number.Index + number.Length)}";

    /// <summary>The name without any number, so that no number of a process and no counter makes another name of it.</summary>
    public static string WithoutNumbers(string pairName) => Digits().Replace(pairName.Replace("{time}", "#", StringComparison.Ordinal), "#");

    /// <summary>Sorts by the numbers in names where these differ: <c>step_9</c> before <c>step_10</c>.</summary>
    public static string Natural(string name) => Digits().Replace(name, digits => digits.Value.PadLeft(20, '0'));

    /// <summary>Where a file is kept below the folder of outputs: its name without what a shell, a listing or another system could take wrongly.</summary>
    public static string ForKeeping(string name)
    {
        var kept = new StringBuilder(name.Length);
        var relative = name.StartsWith('/') ? $"_elsewhere{name}" : name;
        foreach (var rune in relative.EnumerateRunes())
        {
            if (PlainText.IsUnprintable(rune) || rune.Value is '\\' or '%' || rune == Rune.ReplacementChar)
            {
                kept.Append(CultureInfo.InvariantCulture, $"%{rune.Value:x2}");
            }
            else
            {
                kept.Append(rune.ToString());
            }
        }

        return string.Join('/', kept.ToString().Split('/').Select(part => part is "." or ".." ? part.Replace(".", "%2e", StringComparison.Ordinal) : part));
    }

    /// <summary>A date of this century with or without the time, C's or TensorBoard's way of writing one, or seconds since 1970.</summary>
    [GeneratedRegex(
        @"(?<![0-9])20[0-9]{2}([-_.]?)(0[1-9]|1[0-2])\1(0[1-9]|[12][0-9]|3[01])"
            + @"([-_T. ]{0,2}([01][0-9]|2[0-3])[-_:.h]?[0-5][0-9]([-_:.m]?[0-5][0-9]([-_]?[0-9]{6}|\.[0-9]+)?)?)?(?![0-9])"
            + @"|(?<![A-Za-z])(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-?[0-9]{1,2}"
            + @"([-_ ]20[0-9]{2})?[-_ ]?([01][0-9]|2[0-3])[-_:]?[0-5][0-9]([-_:]?[0-5][0-9])?"
            + @"|(?<![0-9])([01][0-9]|2[0-3])[-_:][0-5][0-9][-_:][0-5][0-9](?![0-9])"
            + @"|(?<![0-9])1[0-9]{9}([0-9]{3}|[0-9]{6}|[0-9]{9}|\.[0-9]+)?(?![0-9])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Moment();

    [GeneratedRegex(
        "(?<![0-9a-fA-F])[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?![0-9a-fA-F])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Uuid();

    [GeneratedRegex(@"(tfevents\.\{time\}\.[^/]*?\.)[0-9]+(?=\.[0-9]+(?![0-9]))", RegexOptions.CultureInvariant)]
    private static partial Regex Process();

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
