using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Exec.Packages;

/// <summary>Where a package was installed from by address, as pip writes it down in <c>direct_url.json</c>; not of one that came from an index.</summary>
/// <param name="Address">Without user and password.</param>
/// <param name="Sha256">Of the archive; null where it was none, or pip didn't say.</param>
/// <param name="Commit">Of a repository.</param>
/// <param name="Vcs">Of versions, such as <c>git</c>; null where it was none.</param>
internal sealed record PackageOrigin(string Address, string? Sha256, string? Commit, string? Vcs)
{
    private const long MostBytes = 1 << 16;

    /// <summary>Whether it is a folder of this machine, so that no list of requirements can name it for another.</summary>
    public bool IsFolder { get; private init; }

    /// <summary>As a requirement names it; null of what is no repository.</summary>
    public string? Requirement => Vcs is not null && Commit is not null ? $"{Vcs}+{Address}@{Commit}" : null;

    /// <returns>Null where there is none, or none that can be read.</returns>
    public static PackageOrigin? Of(string? info)
    {
        try
        {
            var path = Path.Combine(info ?? "", "direct_url.json");
            return info is not null && Presence.IsFile(path) && new FileInfo(path).Length <= MostBytes
                && JsonNode.Parse(RegularFile.ReadAllBytes(path)) is JsonObject json ? Of(json) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LockstepException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static PackageOrigin? Of(JsonObject json)
    {
        if (Text(json["url"]) is not { } url)
        {
            return null;
        }

        var archive = json["archive_info"] as JsonObject;
        var digest = Text((archive?["hashes"] as JsonObject)?["sha256"])
            ?? (Text(archive?["hash"]) is { } hash && hash.StartsWith("sha256=", StringComparison.Ordinal) ? hash["sha256=".Length..] : null);
        var versions = json["vcs_info"] as JsonObject;
        return new PackageOrigin(
            WithoutUser(url), RequirementHash.IsSha256(digest) ? digest : null, Word(Text(versions?["commit_id"])), Word(Text(versions?["vcs"])))
        {
            IsFolder = json["dir_info"] is not null,
        };
    }

    private static string? Word(string? text) => text is not null && text.Length > 0 && text.All(char.IsAsciiLetterOrDigit) ? text : null;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static string WithoutUser(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = start < 3 ? -1 : url.IndexOf('/', start);
        var at = end < 0 ? -1 : url.LastIndexOf('@', end);
        return PlainText.OnOneLine(at >= start ? url[..start] + url[(at + 1)..] : url).Replace(" ", "%20", StringComparison.Ordinal);
    }
}
