namespace Lockstep.Recipes.Syntax;

internal sealed record Entry(string Key, Place KeyPlace, Node Value);
