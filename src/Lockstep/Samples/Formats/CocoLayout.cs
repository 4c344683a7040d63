using System.Text.RegularExpressions;
using Lockstep.Snapshots;

namespace Lockstep.Samples.Formats;

/// <summary>Which JSON files of a snapshot are COCO annotations, and where the images of one of them may lie.</summary>
/// <param name="RelPath">The JSON file.</param>
/// <param name="Split">What its images are for; null where one file has them all.</param>
internal sealed partial record CocoLayout(string RelPath, Split? Split)
{
    private static readonly string[] FileNames = ["annotations.json", "_annotations.coco.json"];

    /// <summary>For messages.</summary>
    public static string Expected =>
        $"{string.Join(" or ", FileNames)} at the root or in train, val and test, or annotations/*train*.json and annotations/*val*.json";

    /// <summary>All that look so by their names, training first.</summary>
    public static IReadOnlyList<CocoLayout> Find(Manifest manifest)
    {
        var all = manifest.Files.Select(file => Of(file.RelPath)).OfType<CocoLayout>().ToArray();

        // The published folder holds captions and key points of the same images too.
        var instances = all.Where(file => file.RelPath.StartsWith("annotations/instances_", StringComparison.Ordinal)).ToArray();
        return [.. (instances.Length > 0 ? instances : all).OrderBy(file => file.Split)];
    }

    /// <summary>Where an image may lie that the file names so; the first that is there counts.</summary>
    public IEnumerable<string> Places(string fileName)
    {
        var folder = RelPath[..(RelPath.LastIndexOf('/') + 1)];
        var set = RelPath[(RelPath.LastIndexOfAny(['/', '_']) + 1)..^".json".Length];
        string[] folders =
        [
            folder, "", "images/",
            .. Split is null && FileNames.Contains(RelPath, StringComparer.Ordinal) ? [] : new[] { $"{set}/", $"images/{set}/" },
            .. Split is { } split ? new[] { $"{split.Word()}/", $"images/{split.Word()}/" } : [],
        ];
        return folders.Distinct(StringComparer.Ordinal).Select(place => place + fileName);
    }

    private static CocoLayout? Of(string relPath) => relPath.Split('/') switch
    {
        [var file] when FileNames.Contains(file, StringComparer.Ordinal) => new CocoLayout(relPath, null),
        [var folder, var file] when FileNames.Contains(file, StringComparer.Ordinal) && Splits.Of(folder) is { } split => new CocoLayout(relPath, split),
        ["annotations", var file] when Set().Match(file) is { Success: true } match && Splits.Of(match.Groups[1].Value) is { } split =>
            new CocoLayout(relPath, split),
        _ => null,
    };

    [GeneratedRegex(@"(train|val|test)[^/]*\.json\z", RegexOptions.CultureInvariant)]
    private static partial Regex Set();
}
