using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lockstep.Archives;

/// <summary>The name of an archive's entry, taken apart; one that could lead anywhere but below the destination is refused.</summary>
internal static class EntryName
{
    public const int MostParts = 255;
    private const int LongestPart = 255;
    private const int LongestName = 2048;

    private static readonly SearchValues<char> DriveLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <returns>The folders and the file; none for the archive's own root.</returns>
    /// <exception cref="ArchiveException">The name is refused.</exception>
    public static string[] Parse(string name, string where)
    {
        Refuse(Fault(name), name, where);
        var parts = name.Split('/').Where(part => part is not ("" or ".")).ToArray();
        Refuse(Fault(parts), name, where);
        return parts;
    }

    /// <summary>Whether an entry can have that name.</summary>
    public static bool IsOne(string name) => Fault(name) is null && Fault(name.Split('/')) is null;

    /// <summary>As it may be printed: control characters and what is not text written as numbers.</summary>
    public static string Shown(string name)
    {
        var text = new StringBuilder();
        foreach (var unit in name.Length > 200 ? name.AsSpan(0, 200) : name)
        {
            _ = char.IsControl(unit) || char.IsSurrogate(unit) && !IsWellFormed(name) || IsInvisible(unit)
                ? text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")
                : text.Append(unit);
        }

        return name.Length > 200 ? text.Append('…').ToString() : text.ToString();
    }

    private static string? Fault(string name) => name switch
    {
        "" => "has no name",
        _ when name.Contains('\uFFFD', StringComparison.Ordinal) || !IsWellFormed(name) => "has a name that is not UTF-8",
        _ when name.Any(char.IsControl) => "has a control character in its name",
        _ when name.Contains('\\', StringComparison.Ordinal) => "has a backslash in its name",
        _ when name[0] == '/' => "has an absolute path",
        _ when name.Length > 1 && name[1] == ':' && DriveLetters.Contains(name[0]) => "begins with a drive",
        _ when Encoding.UTF8.GetByteCount(name) > LongestName => $"has a path of more than {LongestName} bytes",
        _ => null,
    };

    private static string? Fault(string[] parts) =>
        parts.Contains("..") ? "leads out of the destination"
        : parts.Length > MostParts ? $"lies more than {MostParts} folders deep"
        : parts.Any(part => Encoding.UTF8.GetByteCount(part) > LongestPart) ? $"has a name of more than {LongestPart} bytes"
        : null;

    private static void Refuse(string? fault, string name, string where)
    {
        if (fault is not null)
        {
            throw new ArchiveException(where, $"the entry '{Shown(name)}' {fault}");
        }
    }

    private static bool IsInvisible(char unit) =>
        char.GetUnicodeCategory(unit) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsWellFormed(string name)
    {
        for (var at = 0; at < name.Length; at++)
        {
            if (!Rune.TryGetRuneAt(name, at, out var rune))
            {
                return false;
            }

            at += rune.Utf16SequenceLength - 1;
        }

        return true;
    }
}
