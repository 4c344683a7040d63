using System.Text.Json.Nodes;
using Lockstep.Archives;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Code;

/// <summary>Files of code that neither a commit nor the diff has, as outside git: a run keeps copies of them.</summary>
/// <param name="Files">In the order of their paths; those that are too large or too many are only named.</param>
/// <param name="Contents">Of those that are kept.</param>
public sealed record CodeCopies(IReadOnlyList<CopiedFile> Files, IReadOnlyList<byte[]> Contents)
{
    /// <summary>What a file outside the folder of the code lies below.</summary>
    public const string Outside = "outside/";

    private const long LargestKept = 4 << 20;

    private const long MostBytes = 32 << 20;

    private const int MostFiles = 1000;

    /// <summary>No files.</summary>
    public static CodeCopies None { get; } = new([], []);

    /// <param name="git">The repository around the code; null outside git.</param>
    /// <param name="files">The most needed first.</param>
    /// <param name="lasting">What a place is called when a restored tree is gone; null where none is restored.</param>
    public static CodeCopies Of(GitState? git, IEnumerable<CodeFile> files, CancellationToken cancellation, Func<string, string>? lasting = null)
    {
        HashSet<string> held = git is null ? [] : [.. git.Tracked, .. git.Untracked.Where(file => file.Kept).Select(file => file.Path)];
        var copies = new List<Copy>();
        var (count, bytes) = (0, 0L);
        foreach (var file in files)
        {
            if (held.Contains(file.Name) || Look(file, MostBytes - bytes, count < MostFiles, cancellation) is not { } copy)
            {
                continue;
            }

            held.Add(file.Name);
            copies.Add(copy with { File = copy.File with { Place = Lasting(file.Path), Target = Lasting(TargetOf(file.Path)) } });
            (count, bytes) = (count + (copy.File.Kept ? 1 : 0), bytes + (copy.File.Kept ? copy.File.Bytes : 0));
        }

        if (copies.Count == 0)
        {
            return None;
        }

        return Of(copies);

        string? Lasting(string? path) => path is null || lasting is null ? path : lasting(path);
    }

    /// <summary>Those of a run that is made again from the same files.</summary>
    /// <exception cref="LockstepException">A copy can't be read, or is not what the lock says.</exception>
    public static CodeCopies Of(RunFolder run) =>
        Of([.. new RecordedCode(run.ReadLocks().Code).Copied.Select(file => new Copy(file, file.Kept ? run.ReadCode(file) : null))]);

    private static CodeCopies Of(List<Copy> copies)
    {
        var ordered = copies.OrderBy(copy => copy.File.Path, ChecksumListing.ByUtf8Bytes).ToArray();
        return new CodeCopies([.. ordered.Select(copy => copy.File)], [.. ordered.Select(copy => copy.Content).OfType<byte[]>()]);
    }

    /// <summary>The Code lock with the names and digests of these files.</summary>
    public BoxLock NotedIn(BoxLock code) =>
        Files.Count == 0 ? code : code.Noting(RecordedCode.CopiedKey, new JsonArray([.. Files.Select(file => file.ToJson())]));

    /// <summary>What to say of files that are not kept; null for none.</summary>
    public string? Warning => Files.Where(file => !file.Kept).ToArray() is [var first, ..] left
        ? $"Code: {Counted.Of(left.Length, "file")} of code, {PlainText.OnOneLine(first.Path)} first, "
            + $"{(left.Length == 1 ? "is" : "are")} too large or too many "
            + "to be copied into the run, and no commit has them: a rerun from the recorded code is without them. locks/code.json has their digests."
        : null;

    /// <summary>Writes those that are kept into the run.</summary>
    public void WriteTo(RunFolder run)
    {
        var at = 0;
        foreach (var file in Files)
        {
            if (file.Kept)
            {
                var path = Path.Combine(run.CodePath, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path) ?? run.CodePath);
                AtomicFile.WriteAllBytes(path, Contents[at++]);
            }
        }
    }

    /// <summary>Where a link leads, as a program finds it that follows one; null for a file that is no link.</summary>
    private static string? TargetOf(string path) =>
        new FileInfo(path).LinkTarget is { } target ? Path.GetFullPath(target, Path.GetDirectoryName(path) ?? "/") : null;

    /// <returns>Null for one that is gone or can't be read.</returns>
    private static Copy? Look(CodeFile file, long most, bool mayBeKept, CancellationToken cancellation)
    {
        try
        {
            var isProgram = FileStatus.Of(file.Path) is not null && (File.GetUnixFileMode(file.Path) & UnixFileMode.UserExecute) != 0;
            var bytes = file.Content?.Length ?? new FileInfo(file.Path).Length;
            if (!mayBeKept || bytes > Math.Min(LargestKept, most) || TreePath.Problem(file.Name) is not null || !EntryName.IsOne(file.Name))
            {
                var digests = new KnownDigests();
                var digest = digests.Of(file.Path, cancellation);
                digests.Save();
                return digest is null ? null : new Copy(new CopiedFile(file.Name, bytes, digest, isProgram, Kept: false), null);
            }

            var content = file.Content ?? RegularFile.ReadAllBytes(file.Path, RegularFile.MostOfListing);
            return new Copy(new CopiedFile(file.Name, content.Length, Sha256.Of(content), isProgram, Kept: true), content);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed record Copy(CopiedFile File, byte[]? Content);
}

/// <summary>A file of code.</summary>
/// <param name="Name">From the folder of the code, with forward slashes; of a file outside it, its place below <see cref="CodeCopies.Outside"/>.</param>
/// <param name="Path">Absolute.</param>
/// <param name="Content">Where it was read already.</param>
public sealed record CodeFile(string Name, string Path, byte[]? Content = null)
{
    /// <summary>One that is named by where it lies.</summary>
    /// <param name="root">The folder of the code.</param>
    public static CodeFile Of(string root, string path, byte[]? content = null) =>
        new(path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal)
            ? System.IO.Path.GetRelativePath(root, path) : CodeCopies.Outside + System.IO.Path.GetFileName(path), path, content);
}
