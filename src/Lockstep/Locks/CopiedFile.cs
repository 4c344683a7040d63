using System.Text.Json.Nodes;

namespace Lockstep.Locks;

/// <summary>A file of code that no commit has, and that is copied into the run.</summary>
/// <param name="Path">From the folder of the code, with forward slashes; of a file outside it, its place below <c>outside</c>.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Of its content.</param>
/// <param name="IsProgram">Whether it may be executed.</param>
/// <param name="Kept">Whether the run has it; what is too large or too many is only named.</param>
public sealed record CopiedFile(string Path, long Bytes, string Sha256, bool IsProgram, bool Kept)
{
    internal JsonObject ToJson() => new() { ["path"] = Path, ["bytes"] = Bytes, ["sha256"] = Sha256, ["program"] = IsProgram, ["kept"] = Kept };

    internal static CopiedFile Parse(JsonObject json) => new(
        (string?)json["path"] ?? "", (long?)json["bytes"] ?? 0, (string?)json["sha256"] ?? "", (bool?)json["program"] ?? false, (bool?)json["kept"] ?? false);
}
