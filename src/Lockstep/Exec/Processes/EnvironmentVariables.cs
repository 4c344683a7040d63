using System.Collections;
using System.Text;
using System.Text.Unicode;
using Lockstep.Files;

namespace Lockstep.Exec.Processes;

/// <summary>The environment that a program gets.</summary>
internal static class EnvironmentVariables
{
    /// <summary>
    /// Each as <c>name=value</c> in bytes: of one that is no UTF-8, such as the name of a file in Latin-1, those that this process got.
    /// </summary>
    public static IReadOnlyList<byte[]> BytesOf(IReadOnlyDictionary<string, string> environment)
    {
        var given = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var word in GivenWords.Environment)
        {
            if (!Utf8.IsValid(word))
            {
                given[Encoding.UTF8.GetString(word)] = word;
            }
        }

        var words = new List<byte[]>(environment.Count);
        foreach (var (name, value) in environment)
        {
            var text = $"{name}={value}";
            words.Add(given.TryGetValue(text, out var bytes) ? bytes : Encoding.UTF8.GetBytes(text));
        }

        return words;
    }

    /// <summary>As a program gets it that this one starts.</summary>
    public static Dictionary<string, string> OfThisProcess()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            all[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        return all;
    }
}
