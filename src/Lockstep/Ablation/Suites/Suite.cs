using Lockstep.Recipes;
using Lockstep.Statistics;

namespace Lockstep.Ablation.Suites;

/// <summary>What is compared: a base, its variants, the seeds that each is run with, and by what it is judged.</summary>
public sealed record Suite
{
    /// <summary>What a metric of a training's test images begins with.</summary>
    internal const string TestPrefix = "test";

    /// <summary>Of the suite's folder and, with arm and seed, of its runs.</summary>
    public required string Name { get; init; }

    /// <summary>The file that it was read from.</summary>
    public required string Path { get; init; }

    /// <summary>A name of <see cref="RunKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The base's recipe as its file is named from here; null for a command that the suite itself gives.</summary>
    public required string? RecipePath { get; init; }

    /// <summary>In the order of the file, those of the grid last.</summary>
    public required IReadOnlyList<Arm> Arms { get; init; }

    /// <summary>That the others are compared with.</summary>
    public required string Base { get; init; }

    /// <summary>As the file says them, or the fewest that can decide.</summary>
    public required IReadOnlyList<long> Seeds { get; init; }

    /// <summary>What a seed varies: words of <see cref="SuiteSchema"/>.</summary>
    public required IReadOnlyList<string> Vary { get; init; }

    /// <summary>As runs name it.</summary>
    public required string Metric { get; init; }

    /// <summary>Whether higher values of the metric are better.</summary>
    public required bool HigherIsBetter { get; init; }

    /// <summary>The difference that one wishes to see; null where the file doesn't say.</summary>
    public required double? Effect { get; init; }

    /// <summary>In the order of the file.</summary>
    public required IReadOnlyList<Expectation> Expectations { get; init; }

    /// <summary>Of a command: regular expressions that find metrics in its output.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Of a command: patterns of its results.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>What a metric of a training's test images is called among their figures: <c>accuracy</c> of <c>testAccuracy</c>; else null.</summary>
    public string? TestFigure => !IsOfCommand && Metric.StartsWith(TestPrefix, StringComparison.Ordinal) && Metric.Length > TestPrefix.Length
        && char.IsUpper(Metric[TestPrefix.Length])
            ? char.ToLowerInvariant(Metric[TestPrefix.Length]) + Metric[(TestPrefix.Length + 1)..]
            : null;

    /// <summary>Whether the runs are of a command.</summary>
    public bool IsOfCommand => Kind == RunKind.Command;

    /// <summary>Each other arm with the base, then those of the expectations that are not among them: arm, and what it is compared with.</summary>
    public IReadOnlyList<(string Arm, string With)> Comparisons => PairsOf(Arms.Select(arm => arm.Name), Base, Expectations);

    /// <summary>With fewer nothing can be found.</summary>
    public int LeastSeeds => LeastSeedsOf(Comparisons.Count);

    internal static IReadOnlyList<(string Arm, string With)> PairsOf(IEnumerable<string> arms, string named, IReadOnlyList<Expectation> expectations)
    {
        var pairs = arms.Where(arm => arm != named).Select(arm => (arm, named)).ToList();
        foreach (var (_, better, than, _) in expectations)
        {
            if (!pairs.Contains((better, than)) && !pairs.Contains((than, better)))
            {
                pairs.Add((better, than));
            }
        }

        return pairs;
    }

    internal static int LeastSeedsOf(int comparisons) => SeedCount.LeastFor(Math.Max(1, comparisons), PairedComparison.Level);
}
