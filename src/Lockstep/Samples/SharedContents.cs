using Lockstep.Samples.Formats;
using Lockstep.Snapshots;

namespace Lockstep.Samples;

/// <summary>Finds files with the same content in several parts of a data set: a model is then judged by what it was trained on.</summary>
/// <remarks>By the digests of the manifest, so for image files alone: records in one file have none.</remarks>
public static class SharedContents
{
    private const int Shown = 5;

    /// <summary>Each validation and test image with the content of a training image, with the first of those.</summary>
    public static IReadOnlyList<SharedContent> Find(Manifest manifest, Dataset data)
    {
        var trained = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (relPath, sha256) in Files(manifest, data.Train))
        {
            trained.TryAdd(sha256, relPath);
        }

        return
        [
            .. new[] { (Split.Val, data.Validation), (Split.Test, data.Test) }.SelectMany(part => Files(manifest, part.Item2)
                .Where(file => trained.ContainsKey(file.Sha256)).Select(file => new SharedContent(part.Item1, file.RelPath, trained[file.Sha256]))),
        ];
    }

    /// <summary>How many validation and test images have the content of a training image, in a sentence with examples; null for none.</summary>
    public static string? Warning(Manifest manifest, Dataset data)
    {
        var shared = Find(manifest, data);
        if (shared.Count == 0)
        {
            return null;
        }

        string[] counts =
        [
            .. Counted(shared.Count(file => file.Split == Split.Val), "validation"), .. Counted(shared.Count(file => file.Split == Split.Test), "test"),
        ];
        var examples = string.Concat(shared.Take(Shown).Select(file => $"\n  {file.RelPath} is {file.Trained}"));
        return $"{string.Join(" and ", counts)} {(shared.Count == 1 ? "has" : "have")} the content of a training image, "
            + $"so figures on them say too much:{examples}{(shared.Count > Shown ? $"\n  … and {shared.Count - Shown} more" : "")}\n  Remove one of each "
            + "and seal the data set anew.";
    }

    private static IEnumerable<(string RelPath, string Sha256)> Files(Manifest manifest, IReadOnlyList<Sample> samples) =>
        samples.Select(sample => sample.Source)
            .OfType<ImageFile>().Select(file => (file.RelPath, manifest.Find(file.RelPath)?.Sha256 ?? "")).Where(file => file.Item2.Length > 0);

    private static string[] Counted(int count, string part) => count == 0 ? [] : [$"{count} {part} image{(count == 1 ? "" : "s")}"];
}

/// <summary>An image that a model is judged by, and one with the same bytes that it is trained on.</summary>
/// <param name="Split">What the first is for.</param>
public sealed record SharedContent(Split Split, string RelPath, string Trained);
