using System.Text;

namespace Lockstep.Exec.Packages;

/// <summary>Names and versions of Python's packages, as its own rules spell them. By hand: it is asked of every command that ran Python.</summary>
internal static class PythonName
{
    /// <summary>Alike for all spellings of one name: <c>my-package</c> for <c>My_Package</c>.</summary>
    public static string Normal(string name)
    {
        var normal = new StringBuilder();
        foreach (var letter in name)
        {
            if (letter is not ('-' or '_' or '.'))
            {
                normal.Append(char.ToLowerInvariant(letter));
            }
            else if (normal.Length == 0 || normal[^1] != '-')
            {
                normal.Append('-');
            }
        }

        return normal.ToString();
    }

    /// <summary>The same values by normal names; of two names that are alike the first.</summary>
    public static Dictionary<string, string> ByNormal(IReadOnlyDictionary<string, string> values)
    {
        var normal = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            normal.TryAdd(Normal(name), value);
        }

        return normal;
    }

    /// <summary>How many characters at the beginning of a text can be a name.</summary>
    public static int LengthIn(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || (length > 0 && text[length] is '.' or '_' or '-')))
        {
            length++;
        }

        return length;
    }

    /// <summary>Whether it can stand in a list of requirements and mean nothing but a name.</summary>
    public static bool IsName(string name) => name.Length > 0 && LengthIn(name) == name.Length && char.IsAsciiLetterOrDigit(name[^1]);

    /// <summary>The same of a version, without wildcards.</summary>
    public static bool IsVersion(string version)
    {
        foreach (var letter in version)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '!' or '+' or '_' or '-'))
            {
                return false;
            }
        }

        return version.Length > 0 && char.IsAsciiLetterOrDigit(version[0]);
    }
}
