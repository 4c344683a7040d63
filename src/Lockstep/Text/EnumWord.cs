namespace Lockstep.Text;

/// <summary>The word for a value of an enumeration, as messages and JSON have it: in small letters.</summary>
public static class EnumWord
{
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
