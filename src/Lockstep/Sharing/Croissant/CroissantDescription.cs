using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;

namespace Lockstep.Sharing.Croissant;

/// <summary>A snapshot described in Croissant 1.1 (MLCommons), JSON-LD that loaders and search engines read.</summary>
/// <remarks>
/// Images are one file set, and every other file is a file object with its SHA-256; the manifest is one of them, and a record set over it gives the
/// SHA-256 of every image too, so that the one digest of the manifest pins the whole data set.
/// </remarks>
public static class CroissantDescription
{
    /// <summary>The version of the format that it conforms to.</summary>
    public const string Version = "http://mlcommons.org/croissant/1.1";

    /// <summary>Where more files than this end alike, they are a file set.</summary>
    private const int MostFileObjects = 100;

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="to">A file that does not exist, outside the snapshot; best beside it.</param>
    /// <inheritdoc cref="Describe"/>
    public static void Write(Snapshot snapshot, Manifest manifest, string to, CroissantDetails details)
    {
        to = Path.GetFullPath(to);
        SealedFolder.Refuse(to, snapshot.Folder);
        ExportPlace.RefuseExisting(to);
        var place = Path.GetDirectoryName(to) ?? "/";
        Directory.CreateDirectory(place);
        AtomicFile.WriteAllText(to, Describe(snapshot, manifest, place, details));
    }

    /// <param name="snapshot">Known to match <paramref name="manifest"/>.</param>
    /// <param name="from">The folder in which the description will lie: its paths begin there.</param>
    public static string Describe(Snapshot snapshot, Manifest manifest, string from, CroissantDetails details)
    {
        var root = Path.GetRelativePath(from, snapshot.Folder);
        var images = ImagesOf(snapshot, manifest);
        var imagePaths = images is null ? [] : images.Images.Select(image => image.Source.RelPath).ToHashSet(StringComparer.Ordinal);
        var name = manifest.Name ?? Path.GetFileName(snapshot.Folder);
        var description = new JsonObject
        {
            ["@context"] = CroissantContext.Create(),
            ["@type"] = "sc:Dataset",
            ["conformsTo"] = Version,
            ["name"] = name,
            ["description"] = details.Description ?? $"The snapshot {name}: {Counted.Of(manifest.Files.Count, "file")}, {Counted.Of(manifest.Bytes, "byte")}.",
            ["license"] = details.License ?? (JsonNode)new JsonObject { ["@type"] = "sc:CreativeWork", ["name"] = "not stated" },
            ["url"] = details.Url ?? CroissantFiles.UrlOf(root) + "/",
            ["creator"] = new JsonObject { ["@type"] = "sc:Organization", ["name"] = details.Creator ?? "not stated" },
            ["datePublished"] = details.DatePublished.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["identifier"] = manifest.Id,
            ["isLiveDataset"] = false,
            ["distribution"] = Distribution(snapshot, manifest, root, imagePaths, NamedFolders(images)),
            ["recordSet"] = new JsonArray([.. CroissantRecords.OfManifest(), .. images is null ? [] : CroissantRecords.OfImages(images, root)]),
        };
        return description.ToJsonString(Indented) + "\n";
    }

    /// <summary>Null where the files are not images in class folders.</summary>
    public static LabelledImages? ImagesOf(Snapshot snapshot, Manifest manifest)
    {
        try
        {
            return DatasetFormats.Read(DatasetFormats.Auto, snapshot, manifest) is (ImageFolders, var images) ? images : null;
        }
        catch (LockstepException)
        {
            return null;
        }
    }

    /// <summary>The folders that a pattern must name, where one of their depth would take in others.</summary>
    private static IReadOnlyList<string> NamedFolders(LabelledImages? images) =>
        images is not null && (images.IsUnusual || images.Notes.Any(note => note.Kind == DataNoteKind.Folder))
            ? [.. images.ClassFolders.Select(folder => folder.RelPath)]
            : [];

    private static JsonArray Distribution(Snapshot snapshot, Manifest manifest, string root, HashSet<string> images, IReadOnlyList<string> classFolders)
    {
        var (digest, bytes) = Sha256.OfFile(snapshot.ManifestPath);
        var distribution = new JsonArray(CroissantFiles.Object(CroissantRecords.ManifestId, root, new ManifestEntry(Manifest.FileName, bytes, digest)));
        if (images.Count > 0)
        {
            distribution.Add((JsonNode)CroissantFiles.Set(CroissantRecords.ImagesId, root, images, classFolders));
        }

        foreach (var alike in manifest.Files.Where(file => !images.Contains(file.RelPath))
            .GroupBy(file => Path.GetExtension(file.RelPath), StringComparer.Ordinal))
        {
            if (alike.Count() > MostFileObjects)
            {
                distribution.Add((JsonNode)CroissantFiles.Set($"file-set/{alike.Key}", root, [.. alike.Select(file => file.RelPath)]));
                continue;
            }

            foreach (var file in alike)
            {
                distribution.Add((JsonNode)CroissantFiles.Object($"file/{CroissantFiles.UrlOf(file.RelPath)}", root, file));
            }
        }

        return distribution;
    }
}
