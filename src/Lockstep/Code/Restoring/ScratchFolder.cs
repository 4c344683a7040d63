using Lockstep.Files;

namespace Lockstep.Code.Restoring;

/// <summary>
/// A folder for a while, among the temporary ones of the system, with nothing in it but what is restored there. Of one whose process was killed
/// <see cref="RemoveLeft"/> takes away what is left.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    /// <summary>What the names of all such folders begin with.</summary>
    public const string Prefix = "lockstep-code-";

    /// <summary>That it is one of these, and of which machine; written while the folder is held.</summary>
    private const string Mark = ".lockstep";

    private readonly string place;
    private readonly FolderHandle hold;

    private ScratchFolder(string place, FolderHandle hold) => (this.place, this.hold) = (place, hold);

    /// <summary>Empty, without links on the way.</summary>
    public string Folder => Path.Combine(place, "tree");

    public static ScratchFolder Make()
    {
        var place = RealPath.Of(Directory.CreateTempSubdirectory(Prefix).FullName);
        var folder = new ScratchFolder(place, FolderHandle.Open(place));
        try
        {
            folder.hold.TryLock();
            Directory.CreateDirectory(folder.Folder);
            File.WriteAllText(Path.Combine(place, Mark), Environment.MachineName);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Takes away those whose process is gone; those of other users, and of other machines, stay.</summary>
    /// <returns>Where what was restored lay.</returns>
    public static IReadOnlyList<string> RemoveLeft()
    {
        var removed = new List<string>();
        foreach (var place in All())
        {
            if (FileStatus.Of(place, follow: false) is { Kind: FileKind.Directory } found && found.Owner == FileStatus.Of("/proc/self")?.Owner
                && RemoveIfLeft(RealPath.Of(place)))
            {
                removed.Add(Path.Combine(RealPath.Of(place), "tree"));
            }
        }

        return removed;
    }

    /// <summary>None where the temporary folder is absent or can't be listed: then none of the user's is there either.</summary>
    private static string[] All()
    {
        try
        {
            return Directory.GetDirectories(Path.GetTempPath(), Prefix + "*");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    public void Dispose()
    {
        Remove(place);
        hold.Dispose();
    }

    /// <summary>The mark last: what a kill leaves is found by it.</summary>
    private static void Remove(string place)
    {
        FrozenFiles.Delete(Path.Combine(place, "tree"));
        FrozenFiles.Delete(place);
    }

    /// <summary>Whether nobody held it, and it is gone now.</summary>
    private static bool RemoveIfLeft(string place)
    {
        try
        {
            var mark = Path.Combine(place, Mark);
            if (FileStatus.Of(mark, follow: false) is not { Kind: FileKind.Regular } || File.ReadAllText(mark) != Environment.MachineName)
            {
                return false;
            }

            using var hold = FolderHandle.Open(place);
            if (hold.IsLocked != false || !hold.TryLock())
            {
                return false;
            }

            Remove(place);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // another has just taken it away
        }
    }
}
