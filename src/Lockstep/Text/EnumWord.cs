using System.ComponentModel;
using System.Reflection;

namespace Lockstep.Text;

/// <summary>The words for a value of an enumeration, as messages and JSON have them: its name in small letters, or its description.</summary>
public static class EnumWord
{
    /// <summary>For a value that the enumeration has no name for, its number.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Words<T>.All.TryGetValue(value, out var word) ? word : value.ToString().ToLowerInvariant();

    private static class Words<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> All = Enum.GetValues<T>().Distinct().ToDictionary(value => value, Word);

        private static string Word(T value) =>
            typeof(T).GetField(value.ToString())?.GetCustomAttribute<DescriptionAttribute>()?.Description ?? value.ToString().ToLowerInvariant();
    }
}
