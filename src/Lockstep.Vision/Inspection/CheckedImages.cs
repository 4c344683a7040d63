using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Inspection;

/// <summary>Remembers in the user's cache folder what a check of the images of a manifest found; never part of the truth, and safe to delete.</summary>
/// <remarks>
/// In a folder of <c>lockstep/</c> below <c>XDG_CACHE_HOME</c>, or else <c>~/.cache</c>. Its key holds all that the outcome depends on: the files,
/// which samples they make, the decoders and this very build of the code around them, and what the check goes by.
/// </remarks>
/// <param name="folder">A word for the kind of check.</param>
/// <param name="samples">All that were looked at.</param>
/// <param name="settings">Whatever else the outcome depends on.</param>
internal sealed class CheckedImages(string folder, Manifest manifest, IReadOnlyList<SampleSource> samples, JsonObject settings)
{
    private readonly HashSet<string> names = samples.Select(source => source.Name).ToHashSet(StringComparer.Ordinal);
    private readonly string? path = PathOf(folder, KeyOf(manifest, samples, settings));

    /// <summary>What was found, or null where nothing usable is remembered.</summary>
    public IReadOnlyList<ImageProblem>? TryRead()
    {
        try
        {
            if (path is null || !File.Exists(path) || JsonNode.Parse(File.ReadAllBytes(path))?["broken"] is not JsonArray list)
            {
                return null;
            }

            var problems = list.Select(item => new ImageProblem(
                Enum.TryParse<ImageProblemKind>(item?["kind"]?.GetValue<string>(), out var kind) ? kind : ImageProblemKind.Broken,
                item?["name"]?.GetValue<string>() ?? "",
                item?["reason"]?.GetValue<string>() ?? "")).ToArray();
            return Array.TrueForAll(problems, problem => names.Contains(problem.Name)) ? problems : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public void Write(IReadOnlyList<ImageProblem> problems)
    {
        if (path is null)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
            var outcome = new JsonObject
            {
                ["manifestId"] = manifest.Id,
                ["samples"] = samples.Count,
                ["broken"] = new JsonArray([
                    .. problems.Select(problem => new JsonObject { ["kind"] = problem.Kind.ToString(), ["name"] = problem.Name, ["reason"] = problem.Reason })
                ]),
            };
            AtomicFile.WriteAllText(path, outcome.ToJsonString() + "\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without a cache the check is only made again.
        }
    }

    private static string KeyOf(Manifest manifest, IReadOnlyList<SampleSource> samples, JsonObject settings) => CanonicalJson.DigestOf(new JsonObject
    {
        ["manifestId"] = manifest.Id,
        ["samples"] = Sha256.Of(string.Concat(samples.Select(source => source.Name + "\n"))),
        ["decoder"] = $"{ImageDecoder.Name} {ImageDecoder.Version}, {ImageDecoder.TiffName}",
        ["build"] = typeof(ImageDecoder).Module.ModuleVersionId.ToString(),
        ["settings"] = settings,
    });

    private static string? PathOf(string folder, string key) => UserCache.FolderOf(folder) is { } cache ? Path.Combine(cache, key + ".json") : null;
}
