using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Code.Restoring;

/// <summary>The files of code that a run has copies of, put into a folder; a file that lies there already is another's, and stays.</summary>
internal static class CopiedCode
{
    /// <param name="folder">Holds the files of the commit, with the diff.</param>
    /// <returns>Their paths.</returns>
    /// <exception cref="LockstepException">A path must not be written, or a copy is not what the lock says.</exception>
    public static IReadOnlyList<string> PutInto(string folder, RunFolder run, IReadOnlyList<CopiedFile> files)
    {
        var kept = files.Where(file => file.Kept).ToArray();
        foreach (var file in kept)
        {
            if (TreePath.Problem(file.Path) is { } problem)
            {
                throw new LockstepException($"Code: the run's lock names the path {PlainText.Quoted(file.Path)}, which {problem}. Nothing was written.");
            }
        }

        foreach (var file in kept)
        {
            Write(folder, file, run.ReadCode(file));
        }

        return [.. kept.Select(file => file.Path)];
    }

    private static void Write(string folder, CopiedFile file, byte[] content)
    {
        // A commit or a diff may have put a link in the way.
        var at = folder;
        foreach (var name in file.Path.Split('/')[..^1])
        {
            at = Path.Combine(at, name);
            if (FileStatus.Of(at, follow: false) is { Kind: not FileKind.Directory })
            {
                throw new LockstepException(
                    $"Code: the copy of {PlainText.Quoted(file.Path)} can't be written: a link or file lies at {PlainText.Quoted(name)}. Nothing was written.");
            }

            Directory.CreateDirectory(at);
        }

        var path = Path.Combine(folder, file.Path);
        if (Presence.IsAny(path))
        {
            throw new LockstepException($"Code: the copy of {PlainText.Quoted(file.Path)} can't be written: "
                + "a file of the commit lies there. Nothing was written.");
        }

        using var to = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = (UnixFileMode)Convert.ToInt32(file.IsProgram ? "777" : "666", 8),
        });
        to.Write(content);
    }
}
