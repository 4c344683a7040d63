using System.Globalization;
using System.Text.RegularExpressions;

namespace Lockstep.Runs;

/// <summary>A run's name, as <c>2026-01-05_resnet18_augA_v1</c>: date in UTC, model, the recipe's tag or its augmentation's name, version.</summary>
public static partial class RunName
{
    /// <summary>All but the version.</summary>
    public static string Stem(DateTimeOffset started, string model, string tag) =>
        string.Create(CultureInfo.InvariantCulture, $"{started.UtcDateTime:yyyy-MM-dd}_{model}_{tag}");

    /// <summary>The stem of a rerun: today's date, and the rest as the run that is repeated.</summary>
    public static string StemOf(string name, DateTimeOffset started)
    {
        var rest = VersionSuffix().Replace(DatePrefix().Replace(name, ""), "");
        return string.Create(CultureInfo.InvariantCulture, $"{started.UtcDateTime:yyyy-MM-dd}_{rest}");
    }

    public static bool IsOne(string text) => Pattern().IsMatch(text);

    /// <exception cref="LockstepException">Not usable as a folder's name everywhere.</exception>
    public static string Checked(string name) => IsOne(name) ? name : throw new LockstepException(Rule(name));

    /// <summary>What a name must be, said of one that isn't.</summary>
    public static string Rule(string name) => $"'{name}' can't name a run: expected letters, digits, '.', '_' and '-', a letter or digit first, at most 100 characters.";

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    private static partial Regex Pattern();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}_")]
    private static partial Regex DatePrefix();

    [GeneratedRegex("_v[0-9]+$")]
    private static partial Regex VersionSuffix();
}
