using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Lockstep.Runs;

/// <summary>A run's name, as <c>2026-01-05_resnet18_augA_v1</c>: date in UTC, model, the recipe's tag or its augmentation's name, version.</summary>
public static partial class RunName
{
    private const int Longest = 100;
    private static readonly int LongestRest = Longest - "2026-01-05_".Length - $"_v{int.MaxValue}".Length;

    /// <summary>All but the version.</summary>
    public static string Stem(DateTimeOffset started, string model, string tag) =>
        string.Create(CultureInfo.InvariantCulture, $"{started.UtcDateTime:yyyy-MM-dd}_{model}_{tag}");

    /// <summary>
    /// The stem of a rerun: today's date, and the rest as the run that is repeated, cut where date and version would make it too long for a name.
    /// </summary>
    public static string StemOf(string name, DateTimeOffset started)
    {
        var rest = VersionSuffix().Replace(DatePrefix().Replace(From(name), ""), "");
        return string.Create(CultureInfo.InvariantCulture, $"{started.UtcDateTime:yyyy-MM-dd}_{rest[..Math.Min(rest.Length, LongestRest)]}");
    }

    /// <summary>What a renamed folder is called where only a run's name will do.</summary>
    public static string From(string text)
    {
        var fit = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (IsFit(text[index]))
            {
                fit.Append(text[index]);
            }
            else if (index == 0 || IsFit(text[index - 1]))
            {
                fit.Append('-');
            }
        }

        var name = fit.ToString().TrimStart('.', '_', '-');
        return name.Length == 0 ? "run" : name[..Math.Min(name.Length, Longest)];
    }

    /// <summary>Whether it may be the name of a run's folder.</summary>
    public static bool IsOne(string text) => text.Length is > 0 and <= Longest && char.IsAsciiLetterOrDigit(text[0]) && text.All(IsFit);

    /// <exception cref="LockstepException">Not usable as a folder's name everywhere.</exception>
    public static string Checked(string name) => IsOne(name) ? name : throw new LockstepException(Rule(name));

    /// <summary>What a name must be, said of one that isn't.</summary>
    public static string Rule(string name) =>
        $"'{name}' can't name a run: expected letters, digits, '.', '_' and '-', a letter or digit first, at most {Longest} characters.";

    private static bool IsFit(char unit) => char.IsAsciiLetterOrDigit(unit) || unit is '.' or '_' or '-';

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}_")]
    private static partial Regex DatePrefix();

    [GeneratedRegex("_v[0-9]+\\z")]
    private static partial Regex VersionSuffix();
}
