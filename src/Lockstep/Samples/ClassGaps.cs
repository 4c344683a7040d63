using System.Globalization;
using Lockstep.Text;

namespace Lockstep.Samples;

/// <summary>Classes that one part of a data set has and another lacks: most often a folder's name that was mistyped.</summary>
public static class ClassGaps
{
    private const int MostShown = 10;

    /// <summary>A sentence a class, in the order of the classes; the last one counts those that are left out.</summary>
    /// <param name="isParted">Whether somebody said which sample is for what, and not a seed: then a class without a validation image is worth a word too.</param>
    public static IReadOnlyList<string> In(IReadOnlyList<ClassCount> classes, bool isParted)
    {
        string[] all = [.. classes.Select(Untrained).Concat(isParted ? classes.Select(OnlyTrained) : []).OfType<string>()];
        return all.Length <= MostShown ? all : [.. all.Take(MostShown), string.Create(CultureInfo.InvariantCulture, $"Data: {all.Length - MostShown} more such classes. 'lockstep data show' counts the images of each.")];

        string? Untrained(ClassCount of) => of is { Train: 0, All: > 0 }
            ? $"Data: '{of.Name}' has {Images(of)} and no training image, so it is never learned.{Guess(of, classes.Where(other => other.Train > 0))}"
            : null;

        string? OnlyTrained(ClassCount of) => of is { Train: > 0, Validation: 0 }
            ? $"Data: '{of.Name}' has {Counted(of.Train, "training")} and no validation image, so no figure of the validation says anything of it.{Guess(of, classes.Where(other => other is { Train: 0, All: > 0 }))}"
            : null;
    }

    /// <summary>A sentence a class that has lost all of its images.</summary>
    /// <param name="after">The same classes, without the images that were left out.</param>
    public static IEnumerable<string> Emptied(IReadOnlyList<ClassCount> before, IReadOnlyList<ClassCount> after) =>
        before.Zip(after).Where(pair => pair is { First.All: > 0, Second.All: 0 }).Select(pair => $"Data: '{pair.First.Name}' has no image left, so it is never learned.");

    private static string Guess(ClassCount of, IEnumerable<ClassCount> candidates) =>
        NearestName.Of(of.Name, candidates.Select(other => other.Name)) is { } nearest ? $" Is it '{nearest}'?" : "";

    private static string Images(ClassCount of) => (of.Validation, of.Test) switch
    {
        (var validation, 0) => Counted(validation, "validation"),
        (0, var test) => Counted(test, "test"),
        var (validation, test) => $"{Counted(validation, "validation")} and {Counted(test, "test")}",
    };

    private static string Counted(int count, string kind) => string.Create(CultureInfo.InvariantCulture, $"{count} {kind} image{(count == 1 ? "" : "s")}");
}
