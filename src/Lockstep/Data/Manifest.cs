using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Data;

/// <summary>What a snapshot holds: every file with its size and SHA-256, in the order of the paths' bytes.</summary>
public sealed class Manifest
{
    /// <summary>The file's name at the snapshot's root; it does not list itself.</summary>
    public const string FileName = "manifest.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lazy<Dictionary<string, ManifestEntry>> byPath;

    private Manifest(IReadOnlyList<ManifestEntry> files, string? name, bool isSealed)
    {
        Files = files;
        Name = name;
        IsSealed = isSealed;
        byPath = new(() => files.ToDictionary(file => file.RelPath, StringComparer.Ordinal));
        Id = Sha256.Of(ChecksumListing.Write(files.Select(file => (file.Sha256, file.RelPath))));
    }

    /// <summary>In the order of the paths' UTF-8 bytes.</summary>
    public IReadOnlyList<ManifestEntry> Files { get; }

    /// <summary>SHA-256 of the listing that <c>sha256sum</c> would print of <see cref="Files"/>.</summary>
    public string Id { get; }

    public string? Name { get; }

    /// <summary>Whether it carries its own id, and so speaks of every file in the folder; one written without speaks only of the kinds of files it lists.</summary>
    public bool IsSealed { get; }

    /// <summary>The entry of a path, or null where it is not listed.</summary>
    public ManifestEntry? Find(string relPath) => byPath.Value.GetValueOrDefault(relPath);

    public long Bytes => Files.Sum(file => file.Bytes);

    public static Manifest Of(IEnumerable<ManifestEntry> files, string? name) =>
        new([.. files.OrderBy(file => file.RelPath, ChecksumListing.ByUtf8Bytes)], name, isSealed: true);

    /// <summary>Reads a manifest, with or without <c>id</c> and <c>name</c>.</summary>
    /// <exception cref="ManifestException">Not a manifest, or one that contradicts itself.</exception>
    public static Manifest Parse(ReadOnlySpan<byte> json, string where)
    {
        JsonNode? root;
        try
        {
            var reader = new Utf8JsonReader(json);
            root = JsonNode.Parse(ref reader, new JsonNodeOptions { PropertyNameCaseInsensitive = false });
            if (reader.Read())
            {
                throw new ManifestException(where, "something follows the JSON object");
            }

            return FromJson(root, where);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new ManifestException(where, $"it is not JSON: {exception.Message}");
        }
    }

    public static Manifest Load(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ManifestException(path, $"it can't be read: {exception.Message}");
        }
    }

    public string ToJson()
    {
        var files = new JsonArray([.. Files.Select(file => new JsonObject
        {
            ["relpath"] = file.RelPath,
            ["bytes"] = file.Bytes,
            ["sha256"] = file.Sha256,
        })]);
        var root = new JsonObject { ["count"] = Files.Count, ["files"] = files, ["id"] = Id };
        if (Name is not null)
        {
            root["name"] = Name;
        }

        return root.ToJsonString(Indented) + "\n";
    }

    private static Manifest FromJson(JsonNode? root, string where)
    {
        if (root is not JsonObject map || map["files"] is not JsonArray list)
        {
            throw new ManifestException(where, "expected an object with a list 'files'");
        }

        var files = new List<ManifestEntry>(list.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list)
        {
            var entry = EntryFrom(item, files.Count, where);
            if (!seen.Add(entry.RelPath))
            {
                throw new ManifestException(where, $"'{entry.RelPath}' is listed twice");
            }

            files.Add(entry);
        }

        if (map["count"] is { } count && !(count is JsonValue number && number.TryGetValue(out long stated) && stated == files.Count))
        {
            throw new ManifestException(where, $"count is {count.ToJsonString()}, but {files.Count} files are listed");
        }

        var id = TextOf(map["id"]);
        var manifest = new Manifest([.. files.OrderBy(file => file.RelPath, ChecksumListing.ByUtf8Bytes)], TextOf(map["name"]), id is not null);
        if (id is not null && id != manifest.Id)
        {
            throw new ManifestException(where, $"its id is {id}, but its files give {manifest.Id}; it was edited after it was written");
        }

        return manifest;
    }

    private static ManifestEntry EntryFrom(JsonNode? item, int index, string where)
    {
        if (item is JsonObject entry
            && TextOf(entry["relpath"]) is { } relPath
            && entry["bytes"] is JsonValue size && size.TryGetValue(out long bytes) && bytes >= 0
            && TextOf(entry["sha256"]) is { } digest && Sha256.IsDigest(digest))
        {
            return IsInside(relPath)
                ? new ManifestEntry(relPath, bytes, digest)
                : throw new ManifestException(where, $"files[{index}].relpath '{relPath}' leads out of the snapshot");
        }

        throw new ManifestException(where, $"files[{index}] must have a text 'relpath', a size 'bytes' and 64 lower-case hexadecimal digits 'sha256'; found {item?.ToJsonString() ?? "null"}");
    }

    private static bool IsInside(string relPath) =>
        relPath.Length > 0 && !relPath.Contains('\0', StringComparison.Ordinal) && relPath.Split('/').All(part => part is not ("" or "." or ".."));

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
