using Lockstep.Text;

namespace Lockstep.Syntax;

/// <summary>Gathers problems so that one run of the reader names them all.</summary>
internal sealed class ProblemList
{
    private readonly List<PlacedProblem> found = [];

    public bool Any => found.Count > 0;

    public int Count => found.Count;

    public void Add(Place place, string message) => found.Add(new PlacedProblem(place, new RecipeProblem(place.ToString(), message)));

    /// <summary>The file's problems by place, then those of the overrides in the order found.</summary>
    public IReadOnlyList<RecipeProblem> InOrder() =>
    [
        .. found
            .OrderBy(item => item.Place.Line == 0 ? int.MaxValue : item.Place.Line)
            .ThenBy(item => item.Place.Column)
            .Select(item => item.Problem)
            .Distinct(),
    ];

    private sealed record PlacedProblem(Place Place, RecipeProblem Problem);
}
