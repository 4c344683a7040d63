namespace Lockstep.Data.Downloads;

internal enum ArchiveEntryKind
{
    File,
    Folder,
    HardLink,
    SymbolicLink,
}
