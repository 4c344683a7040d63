using System.Text.Json.Nodes;
using Lockstep.Exec.Processes.Opened;

namespace Lockstep.Exec;

/// <summary>A file that was there before a command, and that it changed: what was in it then is on no record.</summary>
/// <param name="Name">As of an output: relative to the working folder, or absolute.</param>
/// <param name="IsRead">Whether it was read; otherwise it was only added to.</param>
internal sealed record ChangedFile(string Name, bool IsRead)
{
    /// <summary>The member of <c>command.json</c> that lists them.</summary>
    public const string Key = "changed";

    public static ChangedFile Of(OpenedFile file, PreparedCommand prepared) => new(
        CommandFiles.IsWithin(file.Path, prepared.Folder) ? Path.GetRelativePath(prepared.Folder, file.Path) : prepared.Lasting(file.Path), file.IsInput);

    public JsonObject ToJson() => new() { ["name"] = Name, ["read"] = IsRead };

    /// <summary>Of a command's record, by their names; empty for one from before they were listed.</summary>
    public static IReadOnlyDictionary<string, ChangedFile> Read(JsonObject command) =>
        (command[Key] as JsonArray ?? []).OfType<JsonObject>()
            .Where(file => file["name"] is JsonValue name && name.TryGetValue<string>(out _))
            .Select(file => new ChangedFile((string?)file["name"] ?? "", file["read"] is JsonValue read && read.TryGetValue<bool>(out var isRead) && isRead))
            .DistinctBy(file => file.Name)
            .ToDictionary(file => file.Name, StringComparer.Ordinal);
}
