using Lockstep.Samples.Formats;
using Lockstep.Snapshots;

namespace Lockstep.Samples;

/// <summary>Finds files with the same content in several parts of a data set: a model is then judged by what it was trained on.</summary>
/// <remarks>By the digests of the manifest, so for image files alone: records in one file have none.</remarks>
public static class SharedContents
{
    private const int Shown = 5;

    /// <summary>How many validation and test images have the content of a training image, in a sentence with examples; null for none.</summary>
    public static string? Warning(Manifest manifest, Dataset data)
    {
        var trained = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (relPath, sha256) in Files(manifest, data.Train))
        {
            trained.TryAdd(sha256, relPath);
        }

        var validation = Files(manifest, data.Validation).Where(file => trained.ContainsKey(file.Sha256)).ToArray();
        var test = Files(manifest, data.Test).Where(file => trained.ContainsKey(file.Sha256)).ToArray();
        (string RelPath, string Sha256)[] shared = [.. validation, .. test];
        if (shared.Length == 0)
        {
            return null;
        }

        string[] counts = [.. Counted(validation.Length, "validation"), .. Counted(test.Length, "test")];
        var examples = string.Concat(shared.Take(Shown).Select(file => $"\n  {file.RelPath} is {trained[file.Sha256]}"));
        return $"{string.Join(" and ", counts)} {(shared.Length == 1 ? "has" : "have")} the content of a training image, "
            + $"so figures on them say too much:{examples}{(shared.Length > Shown ? $"\n  … and {shared.Length - Shown} more" : "")}\n  Remove one of each "
            + "and seal the data set anew.";
    }

    private static IEnumerable<(string RelPath, string Sha256)> Files(Manifest manifest, IReadOnlyList<Sample> samples) =>
        samples.Select(sample => sample.Source)
            .OfType<ImageFile>().Select(file => (file.RelPath, manifest.Find(file.RelPath)?.Sha256 ?? "")).Where(file => file.Item2.Length > 0);

    private static string[] Counted(int count, string part) => count == 0 ? [] : [$"{count} {part} image{(count == 1 ? "" : "s")}"];
}
