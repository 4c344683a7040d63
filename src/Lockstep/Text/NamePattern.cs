using System.Text.RegularExpressions;

namespace Lockstep.Text;

/// <summary>A pattern over names, such as those of parameters: <c>*</c> stands for any characters, dots too, <c>?</c> for one.</summary>
public static class NamePattern
{
    /// <summary>What fits the whole of a name.</summary>
    public static Regex Of(string pattern) => new(
        $@"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal)}\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
}
