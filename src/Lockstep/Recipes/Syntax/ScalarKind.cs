namespace Lockstep.Recipes.Syntax;

internal enum ScalarKind
{
    Null,
    Flag,
    WholeNumber,
    Number,
    Text,
}
