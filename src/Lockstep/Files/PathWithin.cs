namespace Lockstep.Files;

/// <summary>Whether a path lies in a folder by its name alone; <see cref="SealedFolder.Holds"/> resolves links.</summary>
internal static class PathWithin
{
    /// <summary>Whether it is the folder, or lies below it.</summary>
    /// <param name="path">In full.</param>
    /// <param name="folder">In full.</param>
    public static bool Folder(string path, string folder) =>
        path == folder || (path.StartsWith(folder, StringComparison.Ordinal) && (folder.EndsWith('/') || path[folder.Length] == '/'));
}
