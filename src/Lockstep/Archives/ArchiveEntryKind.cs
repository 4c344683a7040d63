namespace Lockstep.Archives;

internal enum ArchiveEntryKind
{
    File,
    Folder,
    HardLink,
    SymbolicLink,
}
