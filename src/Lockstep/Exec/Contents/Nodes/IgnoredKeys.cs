using System.Text.RegularExpressions;

namespace Lockstep.Exec.Contents.Nodes;

/// <summary>Which parts of a content are left out: by their path or its end, <c>*</c> for anything.</summary>
internal sealed class IgnoredKeys
{
    private readonly Regex? pattern;

    public IgnoredKeys(IReadOnlyList<string> keys)
    {
        var patterns = keys.Where(key => key.Length > 0)
            .Select(key => $"{(key[0] == '[' ? "" : @"(?:^|\.)")}(?:{Regex.Escape(key).Replace("\\*", ".*", StringComparison.Ordinal)})")
            .ToArray();
        pattern =
            patterns.Length == 0
                ? null
                : new Regex($@"(?:{string.Join('|', patterns)})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }

    public bool IsAny => pattern is not null;

    public bool Holds(string path) => pattern?.IsMatch(path) == true;
}
