namespace Lockstep.Snapshots.Stores;

public enum StoreKind
{
    Folder,
    S3,
    Azure,
}
