using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;

namespace Lockstep.Text;

/// <summary>The words for a value of an enumeration, as messages and JSON have them: its name in small letters, or its description.</summary>
public static class EnumWord
{
    // One for all enumerations: a dictionary for each is code that is compiled anew in every process.
    private static readonly ConcurrentDictionary<Enum, string> Known = new();

    /// <summary>For a value that the enumeration has no name for, its number.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Known.GetOrAdd(value, Word);

    private static string Word(Enum value) =>
        value.GetType().GetField(value.ToString())?.GetCustomAttribute<DescriptionAttribute>()?.Description ?? value.ToString().ToLowerInvariant();
}
