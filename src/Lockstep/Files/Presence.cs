namespace Lockstep.Files;

/// <summary>
/// Whether something lies at a path. "No" is only said where that is known: <see cref="File.Exists"/> also says it of what may not be looked at.
/// </summary>
public static class Presence
{
    /// <summary>Whether a file lies there, or a link to one.</summary>
    /// <exception cref="LockstepException">It can't be told.</exception>
    public static bool IsFile(string path) => KindOf(path) is { } kind && kind != FileKind.Directory;

    /// <summary>Whether a folder lies there, or a link to one.</summary>
    /// <exception cref="LockstepException">It can't be told.</exception>
    public static bool IsFolder(string path) => KindOf(path) == FileKind.Directory;

    /// <summary>Whether anything lies there, a link that leads nowhere too.</summary>
    /// <exception cref="LockstepException">It can't be told.</exception>
    public static bool IsAny(string path) => KindOf(path, follow: false) is not null;

    private static FileKind? KindOf(string path, bool follow = true)
    {
        if (FileStatus.TryGet(path, follow, out var status, out var problem))
        {
            return status.Kind;
        }

        return problem is null ? null : throw new LockstepException($"{path}: can't be looked at: {problem}. Whether it is there is not known.");
    }
}
