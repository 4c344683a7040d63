using System.Collections;

namespace Lockstep.Exec.Processes;

/// <summary>The environment that a program gets.</summary>
internal static class EnvironmentVariables
{
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
