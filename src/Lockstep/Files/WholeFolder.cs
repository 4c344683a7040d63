using System.IO.Enumeration;

namespace Lockstep.Files;

/// <summary>
/// What lies in a folder and in all folders below it. A link to a folder is never entered: what lies there is somebody else's, and may lead back.
/// </summary>
public static class WholeFolder
{
#pragma warning disable RS0030 // here alone, with the links left out
    private static readonly EnumerationOptions All = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };
#pragma warning restore RS0030

    /// <summary>The paths of its files, below <paramref name="folder"/> as that is given. A link to a file is one, and so is one to nothing.</summary>
    public static IEnumerable<string> Files(string folder) => Walk(folder, (ref entry) => !entry.IsDirectory);

    /// <summary>The paths of the folders in it, those around others first; no links.</summary>
    public static IEnumerable<string> Folders(string folder) => Walk(folder, IsEntered);

    private static FileSystemEnumerable<string> Walk(string folder, FileSystemEnumerable<string>.FindPredicate isWanted) =>
        new(folder, (ref entry) => entry.ToSpecifiedFullPath(), All) { ShouldIncludePredicate = isWanted, ShouldRecursePredicate = IsEntered };

    private static bool IsEntered(ref FileSystemEntry entry) => entry.IsDirectory && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
}
