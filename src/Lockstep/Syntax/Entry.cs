using Lockstep.Text;

namespace Lockstep.Syntax;

internal sealed record Entry(string Key, Place KeyPlace, Node Value);
