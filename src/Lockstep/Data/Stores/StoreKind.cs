namespace Lockstep.Data.Stores;

public enum StoreKind
{
    Folder,
    S3,
    Azure,
}
