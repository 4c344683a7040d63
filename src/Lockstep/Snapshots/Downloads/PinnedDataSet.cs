namespace Lockstep.Snapshots.Downloads;

/// <summary>The files that together make a data set.</summary>
/// <param name="Name">Of the snapshot.</param>
/// <param name="Files">At least one; no two have the same name.</param>
public sealed record PinnedDataSet(string Name, IReadOnlyList<PinnedFile> Files)
{
    /// <summary>Of all files, packed as they are.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);
}
