using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Lockstep.Sharing.Bags;

/// <summary>What <c>bagit.txt</c> declares.</summary>
public readonly partial record struct BagVersion(int Major, int Minor)
{
    /// <summary>RFC 8493.</summary>
    public static BagVersion Current { get; } = new(1, 0);

    internal bool EncodesPercent => Major >= 1;

    /// <summary>Before 1.0 a listed path might begin with <c>./</c>.</summary>
    internal bool TakesLeadingDot => Major < 1;

    /// <summary>Before 1.0 a manifest might list a file twice, by the same digest.</summary>
    internal bool TakesRepeatedLines => Major < 1;

    /// <summary>From 1.0 on every payload manifest lists every payload file; before, together they did.</summary>
    internal bool EachManifestListsAll => Major >= 1;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    /// <returns>The version, and the encoding of all tag files but this one.</returns>
    /// <exception cref="BagException">Not the two lines, a version after 1.x, or an encoding that is not known here.</exception>
    internal static (BagVersion Version, Encoding Encoding) Parse(IReadOnlyList<string> lines, string where)
    {
        if (lines.Count != 2
            || Declaration().Match(lines[0]) is not { Success: true } version || TagEncoding().Match(lines[1]) is not { Success: true } encoding)
        {
            throw new BagException(where, "expected the two lines 'BagIt-Version: 1.0' and 'Tag-File-Character-Encoding: UTF-8'");
        }

        var declared = new BagVersion(
            int.Parse(version.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(version.Groups[2].Value, CultureInfo.InvariantCulture));
        if (declared.Major > Current.Major)
        {
            throw new BagException(where, $"it is of BagIt version {declared}; versions up to 1.x are known here");
        }

        // RFC 8493, section 2.1.1, gives the two lines to the letter; before, blanks around the colon were nobody's concern.
        if (declared.Major >= 1 && lines.FirstOrDefault(line => !ExactColon().IsMatch(line)) is { } blank)
        {
            throw new BagException(where, $"from version 1.0 on a colon and one blank follow the label; found '{ListedPath.Shown(blank)}'");
        }

        return (declared, BagText.EncodingOf(encoding.Groups[1].Value)
            ?? throw new BagException(
                where, $"its tag files are in {ListedPath.Shown(encoding.Groups[1].Value)}; UTF-8, UTF-16, ISO-8859-1 and US-ASCII are read here"));
    }

    [GeneratedRegex(@"^BagIt-Version\s*:\s*([0-9]{1,4})\.([0-9]{1,4})\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^Tag-File-Character-Encoding\s*:\s*(\S+)\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex TagEncoding();

    [GeneratedRegex(@"^[A-Za-z-]+: \S", RegexOptions.CultureInvariant)]
    private static partial Regex ExactColon();
}
