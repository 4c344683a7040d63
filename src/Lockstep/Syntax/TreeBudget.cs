using System.Globalization;
using Lockstep.Text;

namespace Lockstep.Syntax;

/// <summary>Keeps a small hostile file from growing: counts nodes with every alias written out, and levels.</summary>
internal sealed class TreeBudget
{
    public const int MostNodes = 10_000;
    public const int DeepestLevel = 64;

    public int Nodes { get; private set; }

    public void Take(Place place, int nodes, int level)
    {
        if (level > DeepestLevel)
        {
            throw new SyntaxException(place, string.Create(CultureInfo.InvariantCulture, $"nested deeper than {DeepestLevel} levels; a recipe needs four."));
        }

        Nodes = nodes > MostNodes - Nodes
            ? throw new SyntaxException(place, string.Create(
                CultureInfo.InvariantCulture, $"more than {MostNodes} values, counting what aliases repeat; a recipe needs fewer than a hundred."))
            : Nodes + nodes;
    }
}
