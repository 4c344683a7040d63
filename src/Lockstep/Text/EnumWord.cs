using System.Text.RegularExpressions;

namespace Lockstep.Text;

/// <summary>The words for a value of an enumeration, as messages and JSON have them: in small letters, as <c>same so far</c>.</summary>
public static partial class EnumWord
{
    public static string Of<T>(T value)
        where T : struct, Enum => Hump().Replace(value.ToString(), " ").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Hump();
}
