using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Invariants;

/// <summary>The runs that invariants compare with.</summary>
public static class Baselines
{
    private const int ShortestPin = 4;

    /// <summary>Demands that each can be read before a run begins that is to be compared with it.</summary>
    /// <param name="runs">The folder that holds the runs.</param>
    /// <exception cref="RecipeException">One is not there, or has no such metric.</exception>
    public static void Demand(ResolvedValues recipe, IReadOnlyList<Invariant> invariants, string runs)
    {
        var problems = new List<Syntax.RecipeProblem>();
        foreach (var (index, invariant) in invariants.Index())
        {
            if (invariant.Within is { } within && invariant.In != Invariant.OnlySmoke && Problem(invariant, within, runs) is { } problem)
            {
                problems.Add(recipe.ProblemAt(InvariantProblems.PathOf(index, "within.of"), $"{InvariantProblems.PathOf(index, "within.of")}: {problem}"));
            }
        }

        if (problems.Count > 0)
        {
            throw new RecipeException(problems);
        }
    }

    /// <summary>Its metrics; null where there is no such run, or it has none.</summary>
    internal static IReadOnlyList<Metric>? TryRead(string runs, string reference)
    {
        try
        {
            return Read(runs, reference);
        }
        catch (Exception exception) when (exception is LockstepException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IReadOnlyList<Metric>? Read(string runs, string reference) =>
        Find(new RunIndex(runs), reference).MetricsPath is var path && Presence.IsFile(path) ? [.. MetricsLog.Read(path)] : null;

    /// <summary>Of several with the one result that is meant any will do: a run that was made again still is what it is compared with.</summary>
    private static RunFolder Find(RunIndex index, string reference)
    {
        var ofResult = reference.Length < ShortestPin ? []
            : index.List().Where(run => run.Record.ResultId?.StartsWith(reference, StringComparison.OrdinalIgnoreCase) == true).ToArray();
        return ofResult.Length > 1 && ofResult.All(run => run.Record.ResultId == ofResult[0].Record.ResultId) ? ofResult[0].Folder : index.Find(reference);
    }

    private static string? Problem(Invariant invariant, InvariantBaseline within, string runs)
    {
        IReadOnlyList<Metric>? metrics;
        try
        {
            metrics = Read(runs, within.Of);
        }
        catch (LockstepException exception)
        {
            return $"the baseline is gone: {exception.Message}";
        }

        return metrics is null ? $"the run '{within.Of}' has no metrics."
            : MetricSeries.Of(invariant, metrics).At(invariant.AtEpoch) is null
                ? $"the run '{within.Of}' has no {invariant.Name}{(invariant.AtEpoch is { } epoch ? $" after epoch {epoch}" : "")}."
            : null;
    }
}
