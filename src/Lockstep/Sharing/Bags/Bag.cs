using System.Globalization;
using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Sharing.Bags;

/// <summary>A folder in the packaging format BagIt: a payload, and lists of its digests. Source: RFC 8493, and the versions before it.</summary>
public sealed class Bag
{
    internal const string DeclarationName = "bagit.txt";
    internal const string InfoName = "bag-info.txt";

    /// <summary>The file that lists what is to be fetched.</summary>
    public const string FetchName = "fetch.txt";
    internal const string PayloadFolder = "data";

    private Bag(string folder, BagVersion version)
    {
        Folder = folder;
        Version = version;
    }

    /// <summary>Absolute.</summary>
    public string Folder { get; }

    /// <summary>As its declaration says.</summary>
    public BagVersion Version { get; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<BagManifest> PayloadManifests { get; init; }

    /// <summary>The digests of the bag's own files, one manifest for each algorithm.</summary>
    public required IReadOnlyList<BagManifest> TagManifests { get; init; }

    /// <summary>The manifests by digests that are not known here; they are not looked at.</summary>
    public required IReadOnlyList<string> UnknownManifests { get; init; }

    /// <summary>The labels of <c>bag-info.txt</c>, in its order; a label may stand more than once.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Info { get; init; }

    /// <summary>What is not in the bag, but to be fetched. Nothing here fetches it.</summary>
    public required IReadOnlyList<BagFetch> Fetch { get; init; }

    /// <summary>What the bag's version lets pass, and a later one does not.</summary>
    public IEnumerable<string> Warnings => PayloadManifests.Concat(TagManifests).SelectMany(manifest => manifest.Warnings);

    /// <summary>Whether it declares to be one, or looks like one whose declaration was lost.</summary>
    public static bool IsBag(string folder) => Presence.IsFile(Path.Combine(folder, DeclarationName))
        || (Presence.IsFolder(Path.Combine(folder, PayloadFolder))
            && DigestAlgorithm.All.Any(algorithm => Presence.IsFile(Path.Combine(folder, $"manifest-{algorithm.Name}.txt"))));

    /// <summary>Reads the bag's tag files, not its payload.</summary>
    /// <exception cref="BagException">They can't be understood.</exception>
    public static Bag Open(string folder)
    {
        folder = Path.GetFullPath(folder);
        var declaration = Path.Combine(folder, DeclarationName);
        var (version, encoding) = BagVersion.Parse(BagText.LinesOf(declaration, BagText.Utf8), declaration);
        var names = Directory.EnumerateFiles(folder, "*manifest-*.txt").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToArray();
        bool Lies(string path) => Presence.IsFile(Path.Combine(folder, path));
        IReadOnlyList<BagManifest> Read(string prefix) => [.. DigestAlgorithm.All
            .Select(algorithm => (algorithm, Name: $"{prefix}-{algorithm.Name}.txt")).Where(file => names.Contains(file.Name))
            .Select(file => BagManifest.Parse(
                file.Name, file.algorithm, BagText.LinesOf(Path.Combine(folder, file.Name), encoding), version, Lies, Path.Combine(folder, file.Name)))];
        var (payload, tags) = (Read("manifest"), Read("tagmanifest"));
        if (payload.Count == 0)
        {
            var others = names.Where(name => name.StartsWith("manifest-", StringComparison.Ordinal)).ToArray();
            throw new BagException(folder, "it has no payload manifest by a known "
                + $"digest{(others.Length == 0 ? "" : $", but {string.Join(", ", others.Select(ListedPath.Shown))}")}; "
                + $"expected one of {string.Join(", ", DigestAlgorithm.All.Select(algorithm => $"manifest-{algorithm.Name}.txt"))}");
        }

        if (new DirectoryInfo(Path.Combine(folder, PayloadFolder)) is not { Exists: true, LinkTarget: null })
        {
            throw new BagException(folder, $"it has no folder '{PayloadFolder}' of its own, where the payload lies");
        }

        var info = Path.Combine(folder, InfoName);
        var fetch = Path.Combine(folder, FetchName);
        return new Bag(folder, version)
        {
            PayloadManifests = payload,
            TagManifests = tags,
            UnknownManifests = [
                .. names.Except(payload.Concat(tags).Select(manifest => manifest.Name))
                    .Where(name => name.StartsWith("manifest-", StringComparison.Ordinal) || name.StartsWith("tagmanifest-", StringComparison.Ordinal))
            ],
            Info = Presence.IsFile(info) ? BagText.LabelsOf(BagText.LinesOf(info, encoding), info) : [],
            Fetch = Presence.IsFile(fetch) ? BagFetch.Parse(BagText.LinesOf(fetch, encoding), version, Lies, fetch) : [],
        };
    }

    /// <summary>Reads every file and lists all that is not as the bag says; empty where the bag is complete and valid.</summary>
    public BagCheck Verify(CancellationToken cancellation = default)
    {
        var (listed, tags) = (Merge(PayloadManifests), Merge(TagManifests));
        var files = FolderFiles.Of(Folder, [.. listed, .. tags], cancellation);
        var payload = files.Sizes.Where(file => IsPayload(file.Key)).ToDictionary(StringComparer.Ordinal);
        var urls = Fetch.GroupBy(file => file.Path, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Url, StringComparer.Ordinal);
        var findings = new List<SnapshotFinding>();
        findings.AddRange(files.Check(
            listed, path => urls.TryGetValue(path, out var url) ? $"; {FetchName} says to fetch it from {ListedPath.Shown(url)}" : "", cancellation));
        findings.AddRange(files.Check(tags, whenMissing: null, cancellation));
        findings.AddRange(files.Problems.Where(problem => IsPayload(problem.RelPath) || tags.Any(tag => tag.RelPath == problem.RelPath)));
        findings.AddRange(Unlisted(payload, listed));
        findings.AddRange(urls.Keys.Except(listed.Select(file => file.RelPath)).Select(path =>
            new SnapshotFinding(SnapshotFindingKind.Extra, path, $"is named by {FetchName}, but no payload manifest lists it")));
        findings.AddRange(OxumFindings(payload));
        return new BagCheck(FolderFiles.InOrder(findings), listed.Count, payload.Values.Sum());
    }

    private IEnumerable<SnapshotFinding> Unlisted(Dictionary<string, long> payload, IReadOnlyList<ExpectedFile> listed)
    {
        foreach (var path in payload.Keys.Except(listed.Select(file => file.RelPath)))
        {
            yield return new SnapshotFinding(SnapshotFindingKind.Extra, path, "is there, but no payload manifest lists it");
        }

        foreach (var manifest in Version.EachManifestListsAll ? PayloadManifests : [])
        {
            foreach (var file in listed.Where(file => !manifest.Digests.ContainsKey(file.RelPath)))
            {
                yield return new SnapshotFinding(
                    SnapshotFindingKind.Extra, file.RelPath, $"is not listed in {manifest.Name}, but in another payload manifest; each must list all");
            }
        }
    }

    /// <summary>Payload-Oxum is bytes and files, <c>279164409832.1198</c>: a quick sign of a lost file.</summary>
    private IEnumerable<SnapshotFinding> OxumFindings(Dictionary<string, long> payload)
    {
        var found = string.Create(CultureInfo.InvariantCulture, $"{payload.Values.Sum()}.{payload.Count}");
        return Info.Where(label => label.Key.Equals("Payload-Oxum", StringComparison.OrdinalIgnoreCase) && label.Value != found)
            .Select(label => new SnapshotFinding(
                SnapshotFindingKind.Changed, InfoName, $"says Payload-Oxum {ListedPath.Shown(label.Value)}, but the payload is {found} (bytes.files)"));
    }

    private static bool IsPayload(string path) => path.StartsWith(PayloadFolder + "/", StringComparison.Ordinal);

    private static IReadOnlyList<ExpectedFile> Merge(IReadOnlyList<BagManifest> manifests) =>
    [
        .. manifests.SelectMany(manifest => manifest.Digests.Select(file => (file.Key, manifest.Algorithm, Digest: file.Value)))
            .GroupBy(file => file.Key, StringComparer.Ordinal)
            .Select(group => new ExpectedFile(group.Key, [.. group.Select(file => (file.Algorithm, file.Digest))])),
    ];
}
