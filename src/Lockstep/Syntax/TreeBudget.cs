using System.Globalization;
using Lockstep.Text;

namespace Lockstep.Syntax;

/// <summary>Keeps a small hostile file from growing: counts nodes with every alias written out, and levels.</summary>
/// <param name="length">Of the text: what names no alias has fewer values than that, such as a command with a hundred thousand arguments.</param>
internal sealed class TreeBudget(int length)
{
    private const int LeastLimit = 10_000;
    private const int LengthOfNode = 3; // of a word with its comma and space
    public const int DeepestLevel = 64;

    private readonly int most = Math.Max(LeastLimit, length / LengthOfNode);

    public int Nodes { get; private set; }

    public void Take(Place place, int nodes, int level)
    {
        if (level > DeepestLevel)
        {
            throw new SyntaxException(place, string.Create(CultureInfo.InvariantCulture, $"nested deeper than {DeepestLevel} levels; a recipe needs four."));
        }

        Nodes = nodes > most - Nodes
            ? throw new SyntaxException(place, string.Create(
                CultureInfo.InvariantCulture, $"more than {most} values, counting what aliases repeat; a recipe needs fewer than a hundred."))
            : Nodes + nodes;
    }
}
