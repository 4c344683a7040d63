using System.Globalization;
using System.Text.RegularExpressions;

namespace Lockstep.Exec.Contents.Nodes;

/// <summary>Tells which values say when something happened: they are others in each run.</summary>
internal static partial class DateText
{
    private const double EarliestSeconds = 1e9; // 2001
    private const double LatestSeconds = 4e9; // 2096
    private const int LongestText = 400;

    /// <param name="key">The key that the value lies under, or the empty text.</param>
    public static bool IsDate(ContentNode value, string key) =>
        value.Type switch
        {
            "datetime" or "date" or "time" => true,
            "str" => value.Text.Length is >= 8 and <= LongestText && Written().IsMatch(value.Text),
            "int" or "float" or "float64" or "int64" => OfTime().IsMatch(key)
                && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && (IsEpoch(number) || (Taken().IsMatch(key) && number != Math.Floor(number))),
            _ => false,
        };

    private static bool IsEpoch(double number) =>
        number
            is >= EarliestSeconds
                and <= LatestSeconds
                or >= EarliestSeconds * 1e3
                and <= LatestSeconds * 1e3
                or >= EarliestSeconds * 1e6
                and <= LatestSeconds * 1e6
                or >= EarliestSeconds * 1e9;

    /// <summary>A day of this century written in the order of the calendar, perhaps with the time; or as C's ctime writes it.</summary>
    [GeneratedRegex(
        @"(?<![0-9])20[0-9]{2}([-_/.]?)(0[1-9]|1[0-2])\1(0[1-9]|[12][0-9]|3[01])(?![0-9])"
            + @"|(?<![0-9])20[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[-_T]?([01][0-9]|2[0-3])[0-5][0-9]"
            + @"|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* ?[0-9]{1,2}[ _,]+([0-9]{2}[:-][0-9]{2}|20[0-9]{2})",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Written();

    [GeneratedRegex(
        "(^|[^a-z])(time|date|timestamp|created|saved|started|finished|elapsed|duration|seconds|when)([^a-z]|$)|time$|Time|_at$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex OfTime();

    /// <summary>How long something took.</summary>
    [GeneratedRegex("time|elapsed|duration|seconds", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Taken();
}
