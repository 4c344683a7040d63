using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Snapshots;

namespace Lockstep.Sharing.Croissant;

/// <summary>Files as Croissant describes them: one by one with their digest, or as a set by patterns.</summary>
internal static class CroissantFiles
{
    public static JsonObject Object(string id, string root, ManifestEntry file) => new()
    {
        ["@type"] = "cr:FileObject",
        ["@id"] = id,
        ["name"] = file.RelPath,
        ["contentUrl"] = UrlOf($"{root}/{file.RelPath}"),
        ["contentSize"] = string.Create(CultureInfo.InvariantCulture, $"{file.Bytes} B"),
        ["encodingFormat"] = MediaType.Of(file.RelPath),
        ["sha256"] = file.Sha256,
    };

    /// <param name="folders">Which of the folders stand in the patterns by their names, each with a slash at its end; the others are any.</param>
    public static JsonObject Set(string id, string root, IReadOnlyCollection<string> relPaths, IReadOnlyList<string>? folders = null) => new()
    {
        ["@type"] = "cr:FileSet",
        ["@id"] = id,
        ["name"] = id,
        ["encodingFormat"] = ListOf(relPaths.Select(MediaType.Of)),
        ["includes"] = ListOf(relPaths.Select(
            relPath => PatternOf(root, relPath, folders?.FirstOrDefault(folder => relPath.StartsWith(folder, StringComparison.Ordinal)) ?? ""))),
    };

    /// <summary>A relative URL: RFC 3986 in every part.</summary>
    public static string UrlOf(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    /// <summary>Its folders and its name any, its depth and its ending as they are.</summary>
    private static string PatternOf(string root, string relPath, string folder) =>
        string.Join('/', [.. $"{root}/{folder}".TrimEnd('/').Split('/').Select(Literal), .. relPath[folder.Length..].Split('/')[..^1].Select(_ => "*"), "*"
            + Literal(Path.GetExtension(relPath))]);

    private static string Literal(string part) => string.Concat(part.Select(unit => unit is '*' or '?' or '[' ? $"[{unit}]" : $"{unit}"));

    private static JsonArray ListOf(IEnumerable<string> texts) =>
        new([.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(text => JsonValue.Create(text))]);
}
