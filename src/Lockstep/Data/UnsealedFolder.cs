namespace Lockstep.Data;

/// <summary>What to do about a folder that has no manifest.</summary>
public static class UnsealedFolder
{
    /// <summary>To seal it; or, where it lies in a sealed data set, whose manifest a file more would break, what else.</summary>
    public static string Advice(string folder) => DataSetAround(folder) is { } around
        ? $"It lies in the sealed data set {around}, whose manifest a second one in it would break: name {around}, or copy the part out of it with 'lockstep data snapshot {folder} COPY'."
        : $"Write one with 'lockstep data seal {folder}'.";

    /// <summary>The sealed data set that a folder lies in; null where it lies in none.</summary>
    public static string? DataSetAround(string folder)
    {
        var place = new Snapshot(folder).Folder;
        for (var at = Path.GetDirectoryName(Directory.ResolveLinkTarget(place, returnFinalTarget: true)?.FullName ?? place); at is not null; at = Path.GetDirectoryName(at))
        {
            if (IsSealed(new Snapshot(at)))
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>Other programs have files of that name too.</summary>
    private static bool IsSealed(Snapshot snapshot)
    {
        try
        {
            return snapshot.HasManifest && Manifest.Load(snapshot.ManifestPath).Files.Count >= 0;
        }
        catch (ManifestException)
        {
            return false;
        }
    }
}
