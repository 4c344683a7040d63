namespace Lockstep.Syntax;

internal enum ScalarKind
{
    Null,
    Flag,
    WholeNumber,
    Number,
    Text,
}
