using System.Globalization;
using System.Text.RegularExpressions;

namespace Lockstep.Sharing;

/// <summary>What <c>bagit.txt</c> declares.</summary>
public readonly partial record struct BagVersion(int Major, int Minor)
{
    /// <summary>RFC 8493.</summary>
    public static BagVersion Current { get; } = new(1, 0);

    internal bool EncodesPercent => Major >= 1;

    /// <summary>From 1.0 on every payload manifest lists every payload file; before, together they did.</summary>
    internal bool EachManifestListsAll => Major >= 1;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    /// <exception cref="BagException">Not the two lines, a version after 1.x, or another encoding than UTF-8.</exception>
    internal static BagVersion Parse(IReadOnlyList<string> lines, string where)
    {
        if (lines.Count != 2 || Declaration().Match(lines[0]) is not { Success: true } version || Encoding().Match(lines[1]) is not { Success: true } encoding)
        {
            throw new BagException(where, "expected the two lines 'BagIt-Version: 1.0' and 'Tag-File-Character-Encoding: UTF-8'");
        }

        if (!encoding.Groups[1].Value.Equals("UTF-8", StringComparison.OrdinalIgnoreCase))
        {
            throw new BagException(where, $"its tag files are in {ListedPath.Shown(encoding.Groups[1].Value)}; only UTF-8 is read here");
        }

        var declared = new BagVersion(int.Parse(version.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(version.Groups[2].Value, CultureInfo.InvariantCulture));
        return declared.Major <= Current.Major ? declared : throw new BagException(where, $"it is of BagIt version {declared}; versions up to 1.x are known here");
    }

    [GeneratedRegex(@"^BagIt-Version\s*:\s*([0-9]{1,4})\.([0-9]{1,4})\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^Tag-File-Character-Encoding\s*:\s*(\S+)\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Encoding();
}
