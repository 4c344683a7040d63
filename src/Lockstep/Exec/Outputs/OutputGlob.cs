using System.Text;
using System.Text.RegularExpressions;

namespace Lockstep.Exec.Outputs;

/// <summary>
/// A pattern of file names: <c>*</c> and <c>?</c> within a name, <c>[abc]</c>, <c>**</c> over folders; a folder stands for all that is in it.
/// </summary>
internal sealed class OutputGlob
{
    private readonly Regex pattern;

    /// <param name="glob">As the user wrote it.</param>
    /// <param name="folder">Where it begins unless it is absolute.</param>
    public OutputGlob(string glob, string folder)
    {
        var path = Path.GetFullPath(glob.StartsWith('/') ? glob : $"{folder.TrimEnd('/')}/{glob}");
        var parts = path.TrimEnd('/').Split('/');
        Root = string.Join('/', parts.Take(parts.Length - 1).TakeWhile(part => part.AsSpan().IndexOfAny("*?[") < 0)) is { Length: > 0 } root ? root : "/";
        pattern = new Regex(
            $@"\A{Translated(path.TrimEnd('/'))}(?:/.*)?\z",
            RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking
        );
    }

    /// <summary>The folder that holds all it can match.</summary>
    public string Root { get; }

    public bool Matches(string path) => pattern.IsMatch(path);

    private static string Translated(string glob)
    {
        var text = new StringBuilder();
        for (var at = 0; at < glob.Length; at++)
        {
            var rest = glob.AsSpan(at);
            if (rest.StartsWith("**/"))
            {
                text.Append("(?:.*/)?");
                at += 2;
            }
            else if (rest.StartsWith("**"))
            {
                text.Append(".*");
                at++;
            }
            else if (rest[0] == '[' && rest.IndexOf(']') is > 1 and var end)
            {
                var set = rest[1..end].ToString();
                var isNot = set[0] is '!' or '^' && set.Length > 1;
                text.Append('[')
                    .Append(isNot ? "^/" : "")
                    .Append(Regex.Escape(isNot ? set[1..] : set).Replace("]", "\\]", StringComparison.Ordinal).Replace("\\-", "-", StringComparison.Ordinal))
                    .Append(']');
                at += end;
            }
            else
            {
                text.Append(
                    rest[0] switch
                    {
                        '*' => "[^/]*",
                        '?' => "[^/]",
                        var other => Regex.Escape(other.ToString()),
                    }
                );
            }
        }

        return text.ToString();
    }
}
