using System.Text.RegularExpressions;

namespace Lockstep.Sharing.Bags;

/// <summary>A payload file that a bag leaves to be fetched, a line of <c>fetch.txt</c>.</summary>
/// <param name="Bytes">Null where the bag does not say.</param>
public sealed partial record BagFetch(string Url, long? Bytes, string Path)
{
    internal static IReadOnlyList<BagFetch> Parse(IReadOnlyList<string> lines, BagVersion version, Func<string, bool> lies, string where) =>
        [.. lines.Select((line, index) => ParseLine(line, version, lies, $"{where}:{index + 1}"))];

    private static BagFetch ParseLine(string text, BagVersion version, Func<string, bool> lies, string place)
    {
        if (Line().Match(text) is not { Success: true } line)
        {
            throw new BagException(place, $"expected '<URL> <bytes or -> <path>', found '{ListedPath.Shown(text)}'");
        }

        var path = BagText.DecodePath(BagText.WithoutDot(line.Groups[3].Value, version), version, lies);
        if (ListedPath.Problem(path) is { } problem)
        {
            throw new BagException(place, problem);
        }

        return path.StartsWith(Bag.PayloadFolder + "/", StringComparison.Ordinal)
            ? new BagFetch(line.Groups[1].Value, long.TryParse(line.Groups[2].Value, out var bytes) ? bytes : null, path)
            : throw new BagException(place, $"the path '{ListedPath.Shown(path)}' does not begin with '{Bag.PayloadFolder}/'");
    }

    [GeneratedRegex(@"^(\S+)[ \t]+([0-9]{1,18}|-)[ \t]+(.+)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Line();
}
