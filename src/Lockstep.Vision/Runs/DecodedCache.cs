using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Data;
using Lockstep.Files;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Runs;

/// <summary>Remembers in the user's cache folder which samples of a manifest can't be decoded; never part of the truth, and safe to delete.</summary>
/// <remarks>
/// In <c>lockstep/decoded/</c> below <c>XDG_CACHE_HOME</c>, or else <c>~/.cache</c>. Its key holds all that the outcome depends on: the files,
/// which samples they make, the decoder and this very build of the code around it, and the rule for orientation.
/// </remarks>
internal sealed class DecodedCache(Manifest manifest, IReadOnlyList<SampleSource> sources, OrientationRule orientation)
{
    private readonly HashSet<string> names = sources.Select(source => source.Name).ToHashSet(StringComparer.Ordinal);
    private readonly string? path = PathOf(KeyOf(manifest, sources, orientation));

    /// <summary>The broken ones, or null where nothing usable is remembered.</summary>
    public IReadOnlyList<PixelDigest>? TryRead()
    {
        try
        {
            if (path is null || !File.Exists(path) || JsonNode.Parse(File.ReadAllBytes(path))?["broken"] is not JsonArray list)
            {
                return null;
            }

            var broken = list.Select(item => new PixelDigest(item?["name"]?.GetValue<string>() ?? "", null, item?["reason"]?.GetValue<string>() ?? "")).ToArray();
            return Array.TrueForAll(broken, sample => names.Contains(sample.Name)) ? broken : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public void Write(IReadOnlyList<PixelDigest> broken)
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
                ["samples"] = sources.Count,
                ["broken"] = new JsonArray([.. broken.Select(sample => new JsonObject { ["name"] = sample.Name, ["reason"] = sample.Reason })]),
            };
            AtomicFile.WriteAllText(path, outcome.ToJsonString() + "\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without a cache the search is only made again.
        }
    }

    private static string KeyOf(Manifest manifest, IReadOnlyList<SampleSource> sources, OrientationRule orientation) => CanonicalJson.DigestOf(new JsonObject
    {
        ["manifestId"] = manifest.Id,
        ["samples"] = Sha256.Of(string.Concat(sources.Select(source => source.Name + "\n"))),
        ["decoder"] = $"{ImageDecoder.Name} {ImageDecoder.Version}",
        ["build"] = typeof(ImageDecoder).Module.ModuleVersionId.ToString(),
        ["orientation"] = orientation.ToString(),
    });

    private static string? PathOf(string key) => UserCache.FolderOf("decoded") is { } folder ? Path.Combine(folder, key + ".json") : null;
}
