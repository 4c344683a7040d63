using Lockstep.Files;

namespace Lockstep.Snapshots;

/// <summary>A snapshot that was made with a store, and what lies there now.</summary>
/// <param name="Id">Of the manifest that it was made with.</param>
/// <param name="Manifest">That lies there; null where none can be read.</param>
/// <param name="Problem">Why none can be; null where one is.</param>
public sealed record ListedSnapshot(string Folder, string Id, Manifest? Manifest, string? Problem)
{
    /// <summary>Whether it is there as it was made.</summary>
    public bool IsThere => Manifest?.Id == Id;

    /// <summary>Looks at its folder.</summary>
    public static ListedSnapshot Of(RegisteredSnapshot snapshot)
    {
        var (manifest, problem) = Current(snapshot.Folder);
        return new ListedSnapshot(snapshot.Folder, snapshot.ManifestId, manifest, problem);
    }

    private static (Manifest? Manifest, string? Problem) Current(string folder)
    {
        try
        {
            return !Presence.IsFolder(folder) ? (null, "gone")
                : new Snapshot(folder) is { HasManifest: true } snapshot ? (Manifest.Load(snapshot.ManifestPath), null)
                : (null, $"the folder is there, its {Manifest.FileName} is not");
        }
        catch (LockstepException exception)
        {
            return (null, exception.Message);
        }
    }
}
