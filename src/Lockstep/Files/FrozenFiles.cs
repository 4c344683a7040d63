namespace Lockstep.Files;

/// <summary>Files and folders that nobody is to write to.</summary>
public static class FrozenFiles
{
    private const UnixFileMode ReadFile = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode ReadFolder = ReadFile | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The time that every object of a store and every file of a snapshot carries, 2000-01-01 UTC: another shows that somebody wrote to it.</summary>
    public static DateTime FixedTime { get; } = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Makes a file read-only and gives it the fixed time by which a later write shows.</summary>
    public static void Freeze(string path)
    {
        File.SetLastWriteTimeUtc(path, FixedTime);
        File.SetUnixFileMode(path, ReadFile);
    }

    /// <summary>Makes every folder of a tree read-only, from the inside out, and neither the files nor what links lead to.</summary>
    public static void FreezeFolders(string root)
    {
        foreach (var folder in WholeFolder.Folders(root).Prepend(root).OrderByDescending(path => path.Length).ToArray())
        {
            Directory.SetLastWriteTimeUtc(folder, FixedTime);
            File.SetUnixFileMode(folder, ReadFolder);
        }
    }

    /// <summary>Deletes a tree though its folders may be read-only; of a link the link alone. One that is not there is as good as deleted.</summary>
    public static void Delete(string root)
    {
        if (!Presence.IsFolder(root))
        {
            return;
        }

        LetWrite(root);
        foreach (var folder in WholeFolder.Folders(root))
        {
            LetWrite(folder);
        }

        Directory.Delete(root, recursive: true);
    }

    private static void LetWrite(string folder)
    {
        try
        {
            File.SetUnixFileMode(folder, ReadFolder | UnixFileMode.UserWrite);
        }
        catch (UnauthorizedAccessException)
        {
            // Another user's: whether it can be deleted all the same, as an empty one can, deleting it says.
        }
    }
}
