using System.Text.RegularExpressions;
using Lockstep.Files;

namespace Lockstep.Sharing.Bags;

/// <summary>One of a bag's lists of digests: of the payload (<c>manifest-sha256.txt</c>), or of the tag files (<c>tagmanifest-sha256.txt</c>).</summary>
public sealed partial class BagManifest
{
    private BagManifest(string name, DigestAlgorithm algorithm, IReadOnlyDictionary<string, string> digests, IReadOnlyList<string> warnings)
    {
        Warnings = warnings;
        Name = name;
        Algorithm = algorithm;
        Digests = digests;
    }

    /// <summary>The file's name in the bag's root.</summary>
    public string Name { get; }

    internal DigestAlgorithm Algorithm { get; }

    /// <summary>By path from the bag's root, decoded; lower-case hexadecimal.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; }

    /// <summary>What the version lets pass, and a later one does not.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The text of a manifest, in the order of the paths' bytes.</summary>
    public static string Write(IEnumerable<(string Digest, string Path)> files) => string.Concat(
        files.OrderBy(file => file.Path, ChecksumListing.ByUtf8Bytes).Select(file => $"{file.Digest}  {BagText.EncodePath(file.Path)}\n"));

    /// <param name="name">Of the file; a tag manifest's begins with "tag".</param>
    /// <param name="lies">Whether a file of a path lies in the bag.</param>
    /// <param name="where">Stands in messages.</param>
    /// <exception cref="BagException">A line that is no digest and path, a path outside, or one that is listed twice.</exception>
    public static BagManifest Parse(
        string name, DigestAlgorithm algorithm, IReadOnlyList<string> lines, BagVersion version, Func<string, bool> lies, string where)
    {
        var ofPayload = name.StartsWith("manifest-", StringComparison.Ordinal);
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        var (dotted, repeated) = (0, 0);
        for (var index = 0; index < lines.Count; index++)
        {
            var place = $"{where}:{index + 1}";
            if (Line().Match(lines[index]) is not { Success: true } line)
            {
                throw new BagException(place, $"expected '<digest>  <path>', found '{ListedPath.Shown(lines[index])}'");
            }

            var listed = BagText.WithoutDot(line.Groups[2].Value, version);
            dotted += listed == line.Groups[2].Value ? 0 : 1;
            var (digest, path) = (line.Groups[1].Value.ToLowerInvariant(), BagText.DecodePath(listed, version, lies));
            if (!algorithm.IsDigest(digest))
            {
                throw new BagException(place, $"expected {algorithm.HexDigits} hexadecimal digits of {algorithm.Title}, found '{ListedPath.Shown(digest)}'");
            }

            if (ListedPath.Problem(path) is { } problem)
            {
                throw new BagException(place, problem);
            }

            if (path.StartsWith(Bag.PayloadFolder + "/", StringComparison.Ordinal) != ofPayload)
            {
                throw new BagException(place, ofPayload
                    ? $"the path '{ListedPath.Shown(path)}' does not begin with '{Bag.PayloadFolder}/', where the payload lies"
                    : $"the path '{ListedPath.Shown(path)}' is a payload file's; a tag manifest lists none");
            }

            if (digests.TryAdd(path, digest))
            {
                continue;
            }

            repeated++;
            if (!version.TakesRepeatedLines || digests[path] != digest)
            {
                throw new BagException(place, $"'{ListedPath.Shown(path)}' is listed twice{(digests[path] == digest ? "" : ", with two digests")}");
            }
        }

        return new BagManifest(name, algorithm, digests,
        [
            .. dotted == 0 ? (string[])[] : [$"{name}: {dotted} {(dotted == 1 ? "path begins" : "paths begin")} with './', which BagIt 1.0 does not allow."],
            .. repeated == 0
                ? (string[])[]
                : [$"{name}: {repeated} {(repeated == 1 ? "file is" : "files are")} listed twice with the same digest, which BagIt 1.0 does not allow."],
        ]);
    }

    // The asterisk is what md5sum and its kin write in binary mode.
    [GeneratedRegex(@"^(\S+)[ \t]+\*?(.*)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Line();
}
