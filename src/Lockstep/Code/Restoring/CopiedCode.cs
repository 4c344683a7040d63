using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Code.Restoring;

/// <summary>
/// The files of code that a run has copies of, put into a folder. A file that lies there already is another's, and stays; but that of a submodule, whose
/// commit the run's own doesn't hold, is as it ran.
/// </summary>
internal static class CopiedCode
{
    /// <param name="folder">Holds the files of the commit, with the diff.</param>
    /// <param name="submodules">Their folders in it.</param>
    /// <returns>Their paths.</returns>
    /// <exception cref="LockstepException">A path must not be written, or a copy is not what the lock says.</exception>
    public static IReadOnlyList<string> PutInto(string folder, RunFolder run, IReadOnlyList<CopiedFile> files, ICollection<string> submodules)
    {
        var kept = files.Where(file => file.Kept).ToArray();
        foreach (var file in kept)
        {
            Check(file.Path);
        }

        foreach (var file in kept)
        {
            Write(folder, file.Path, file, run.ReadCode(file), IsOfSubmodule(file, submodules));
        }

        return [.. kept.Select(file => file.Path)];
    }

    /// <summary>The same, each where it lay, be that in the folder of the code or beside it; one that was called by a link is called so again.</summary>
    /// <returns>The paths of those in the folder of the code.</returns>
    /// <exception cref="LockstepException">Likewise.</exception>
    public static IReadOnlyList<string> PutBack(RestoredTree tree, RunFolder run, IReadOnlyList<CopiedFile> files, ICollection<string> submodules)
    {
        Placed[] kept =
        [
            .. files.Where(file => file.Kept).SelectMany(file => PathIn(tree, file.Place ?? PlaceOf(tree, file)) is { } path
                ? new[] { new Placed(file, path, PathIn(tree, file.Target)) } : []).OrderBy(file => file.Target is not null)
        ];
        foreach (var path in kept.SelectMany(file => new[] { file.Path, file.Target }).OfType<string>())
        {
            Check(path);
        }

        // Links at last, and each to a file that was written.
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (file, path, target) in kept)
        {
            var place = target is not null && (!digests.TryGetValue(target, out var there) || there == file.Sha256) ? target : path;
            if (digests.TryAdd(place, file.Sha256))
            {
                Write(tree.Top, place, file, run.ReadCode(file), IsOfSubmodule(file, submodules));
            }

            // A submodule has its own links.
            if (place != path && digests.TryAdd(path, file.Sha256) && !(IsOfSubmodule(file, submodules) && Presence.IsAny(Path.Combine(tree.Top, path))))
            {
                Link(tree.Top, path, place);
            }
        }

        return [.. digests.Keys.Select(path => Path.Combine(tree.Top, path)).Where(path => PathWithin.Folder(path, tree.Root))
            .Select(path => Path.GetRelativePath(tree.Root, path))];
    }

    /// <summary>Of a lock without places; null where it lay outside the folder of the code.</summary>
    private static string? PlaceOf(RestoredTree tree, CopiedFile file) =>
        file.Path.StartsWith(CodeCopies.Outside, StringComparison.Ordinal) ? null : Path.Combine(tree.Recorded, file.Path);

    /// <summary>From the top of the tree; null for what has no place there.</summary>
    private static string? PathIn(RestoredTree tree, string? place) =>
        place is not null && PathWithin.Folder(place, tree.RecordedTop) ? Path.GetRelativePath(tree.RecordedTop, place) : null;

    private static void Check(string path)
    {
        if (TreePath.Problem(path) is { } problem)
        {
            throw new LockstepException($"Code: the run's lock names the path {PlainText.Quoted(path)}, which {problem}. Nothing was written.");
        }
    }

    /// <summary>All that it leads to was written just now.</summary>
    private static void Link(string top, string path, string target)
    {
        MakeFolder(top, path);
        var link = Path.Combine(top, path);
        RefuseTaken(link, path);
        File.CreateSymbolicLink(link, Path.GetRelativePath(Path.GetDirectoryName(link) ?? "/", Path.Combine(top, target)));
    }

    private static bool IsOfSubmodule(CopiedFile file, ICollection<string> submodules) =>
        submodules.Any(module => file.Path.StartsWith(module + "/", StringComparison.Ordinal));

    private static void Write(string folder, string filePath, CopiedFile file, byte[] content, bool isOfSubmodule)
    {
        if (isOfSubmodule && PlainPlace.In(folder, filePath) is null)
        {
            return; // a link of the submodule's leads to it
        }

        MakeFolder(folder, filePath);
        var path = Path.Combine(folder, filePath);
        if (isOfSubmodule)
        {
            File.Delete(path);
        }

        RefuseTaken(path, filePath);
        using var to = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = (UnixFileMode)Convert.ToInt32(file.IsProgram ? "777" : "666", 8),
        });
        to.Write(content);
    }

    private static void RefuseTaken(string path, string told)
    {
        if (FileStatus.Of(path, follow: false) is { } found)
        {
            throw new LockstepException($"Code: the copy of {PlainText.Quoted(told)} can't be written: "
                + $"{(found.Kind == FileKind.Directory ? "a folder" : "a file of the commit")} lies there. Nothing was written.");
        }
    }

    private static void MakeFolder(string folder, string path)
    {
        // A commit or a diff may have put a link in the way.
        var at = folder;
        foreach (var name in path.Split('/')[..^1])
        {
            at = Path.Combine(at, name);
            if (FileStatus.Of(at, follow: false) is { Kind: not FileKind.Directory })
            {
                throw new LockstepException(
                    $"Code: the copy of {PlainText.Quoted(path)} can't be written: a link or file lies at {PlainText.Quoted(name)}. Nothing was written.");
            }

            Directory.CreateDirectory(at);
        }
    }

    /// <param name="Path">From the top of the tree, and so is <paramref name="Target"/>.</param>
    private sealed record Placed(CopiedFile File, string Path, string? Target);
}
