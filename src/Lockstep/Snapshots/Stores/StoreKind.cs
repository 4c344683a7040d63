namespace Lockstep.Snapshots.Stores;

/// <summary>Where a store is.</summary>
public enum StoreKind
{
    /// <summary>On a disk, or one that looks so.</summary>
    Folder,

    /// <summary>A bucket of any server that speaks S3.</summary>
    S3,

    /// <summary>A container of Azure Blob Storage.</summary>
    Azure,
}
