using System.Globalization;
using Lockstep.Text;

namespace Lockstep.Samples;

/// <summary>Classes that one split of a data set has and another lacks: most often a folder's name that was mistyped.</summary>
public static class ClassGaps
{
    private const int MostShown = 10;

    /// <summary>A sentence a class, in the order of the classes; the last one counts those that are left out.</summary>
    /// <param name="hasOwnSplit">Whether somebody said which sample is for what, and not a seed: then a class without a
    /// validation image is worth a word too.</param>
    public static IReadOnlyList<string> In(IReadOnlyList<ClassCount> classes, bool hasOwnSplit)
    {
        ClassCount[] all = [.. classes.Where(IsUntrained), .. hasOwnSplit ? classes.Where(IsOnlyTrained) : []];
        return Sentences(all, of => IsUntrained(of) ? Untrained(of) : OnlyTrained(of), " 'lockstep data show --json' counts the images of each.");

        static bool IsUntrained(ClassCount of) => of is { Train: 0, All: > 0 };
        static bool IsOnlyTrained(ClassCount of) => of is { Train: > 0, Validation: 0 };

        string Untrained(ClassCount of) =>
            $"Data: '{of.Name}' has {Images(of)} and no training image, so it is never learned.{Guess(of, classes.Where(other => other.Train > 0))}";

        string OnlyTrained(ClassCount of) =>
            $"Data: '{of.Name}' has {Counted(of.Train, "training")} and no validation image, "
            + $"so no figure of the validation says anything of it.{Guess(of, classes.Where(IsUntrained))}";
    }

    /// <summary>A sentence a class that has lost all of its images.</summary>
    /// <param name="after">The same classes, without the images that were left out.</param>
    public static IReadOnlyList<string> Emptied(IReadOnlyList<ClassCount> before, IReadOnlyList<ClassCount> after) => Sentences(
        [.. before.Zip(after).Where(pair => pair is { First.All: > 0, Second.All: 0 }).Select(pair => pair.First)],
        of => $"Data: '{of.Name}' has no image left, so it is never learned.",
        "");

    /// <summary>Those of the first classes alone are made: a guess at what one may mean looks through all the others.</summary>
    private static string[] Sentences(ClassCount[] classes, Func<ClassCount, string> sentence, string advice) =>
    [
        .. classes.Take(MostShown).Select(sentence),
        .. classes.Length <= MostShown
            ? []
            : (string[])[string.Create(CultureInfo.InvariantCulture, $"Data: {classes.Length - MostShown} more such classes.{advice}")],
    ];

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
