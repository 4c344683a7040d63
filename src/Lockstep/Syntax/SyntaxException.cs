using Lockstep.Text;

namespace Lockstep.Syntax;

/// <summary>Reading cannot go on. Never leaves the reader: it becomes a problem of the recipe.</summary>
internal sealed class SyntaxException(Place place, string message) : Exception(message)
{
    public Place Place { get; } = place;
}
