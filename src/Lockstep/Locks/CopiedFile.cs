using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Locks;

/// <summary>A file of code that no commit has, and that is copied into the run.</summary>
/// <param name="Path">From the folder of the code, with forward slashes; of a file outside it, its place below <c>outside</c>.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Of its content.</param>
/// <param name="IsProgram">Whether it may be executed.</param>
/// <param name="Kept">Whether the run has it; what is too large or too many is only named.</param>
public sealed record CopiedFile(string Path, long Bytes, string Sha256, bool IsProgram, bool Kept)
{
    /// <summary>Where it lay, as it was called on the machine that made the run; null where that is not on record.</summary>
    public string? Place { get; init; }

    /// <summary>Where it led, likewise, where it was a symbolic link; null where it was none.</summary>
    public string? Target { get; init; }

    /// <summary>The folder of the code; null for a file outside it, and where its place is not on record.</summary>
    internal string? Root => Place is { } place && place.EndsWith("/" + Path, StringComparison.Ordinal)
        ? place.Length == Path.Length + 1 ? "/" : place[..^(Path.Length + 1)] : null;

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["path"] = Path,
            ["bytes"] = Bytes,
            ["sha256"] = Sha256,
            ["program"] = IsProgram,
            ["kept"] = Kept,
            ["place"] = Place,
        };
        if (Target is not null)
        {
            json["target"] = Target;
        }

        return json;
    }

    internal static CopiedFile Parse(JsonObject json) => new(
        LooseJson.Text(json, "path") ?? "", LooseJson.Number(json, "bytes") ?? 0, LooseJson.Text(json, "sha256") ?? "",
        LooseJson.Flag(json, "program") ?? false, LooseJson.Flag(json, "kept") ?? false)
    {
        Place = FullPath(LooseJson.Text(json, "place")),
        Target = FullPath(LooseJson.Text(json, "target")),
    };

    /// <summary>Null also for what a stranger's lock says and is no full path.</summary>
    private static string? FullPath(string? path) =>
        path is not null && path.StartsWith('/') && !path.Contains('\0', StringComparison.Ordinal) ? System.IO.Path.GetFullPath(path) : null;
}
