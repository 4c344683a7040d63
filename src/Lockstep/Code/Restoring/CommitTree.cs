using System.Globalization;
using System.Text;
using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Code.Restoring;

/// <summary>The files of a commit, written as git stores them: no filter, hook or attribute has a say yet, and no index or work tree is touched.</summary>
internal sealed class CommitTree
{
    /// <summary>Contents are read in portions of so many bytes; a larger file is one by itself, and is not held.</summary>
    private const int Portion = 32 << 20;

    private const int MostOfPortion = 10_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string repository;
    private readonly string commit;
    private readonly string folder;
    private readonly CancellationToken cancellation;
    private readonly List<string> pointers = [];

    private CommitTree(string repository, string commit, string folder, CancellationToken cancellation) =>
        (this.repository, this.commit, this.folder, this.cancellation) = (repository, commit, folder, cancellation);

    /// <summary>Files whose content is a pointer of git-lfs, which stands for a large file elsewhere.</summary>
    public IReadOnlyList<string> Pointers => pointers;

    /// <summary>All of the commit, in the order of the paths.</summary>
    public IReadOnlyList<TreeEntry> Entries { get; private set; } = [];

    /// <param name="folder">An empty one.</param>
    /// <exception cref="LockstepException">The commit can't be read, or holds what must not be written.</exception>
    public static CommitTree Write(string repository, string commit, string folder, CancellationToken cancellation)
    {
        var tree = new CommitTree(repository, commit, folder, cancellation);
        tree.Entries = tree.Read();
        tree.Check();
        tree.WriteFiles();
        return tree;
    }

    private TreeEntry[] Read()
    {
        var listing = GitRepository.Bytes(repository, ["ls-tree", "-r", "-z", "-l", "--full-tree", commit], cancellation);
        try
        {
            return [.. Strict.GetString(listing).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
        }
        catch (DecoderFallbackException)
        {
            throw Refused("a path that is no UTF-8, which can't be written here");
        }
    }

    /// <summary><c>100644 blob 0123abcd      12⇥path</c></summary>
    private static TreeEntry Parse(string line)
    {
        var (facts, path) = line.Split('\t', 2) is [var before, var behind] ? (before, behind) : (line, "");
        return facts.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var mode, _, var name, var bytes]
            ? new TreeEntry(path, mode, name, long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0)
            : throw new LockstepException($"Code: git lists a file of a commit as '{PlainText.Quoted(line)}', which is not understood.");
    }

    private void Check()
    {
        foreach (var entry in Entries)
        {
            if (TreePath.Problem(entry.Path) is { } problem)
            {
                throw Refused($"the path {PlainText.Quoted(entry.Path)}, which {problem}");
            }
        }

        if (NameClashes.In(Entries.Select(entry => entry.Path).Order(ChecksumListing.ByUtf8Bytes)).FirstOrDefault() is { } clash)
        {
            throw Refused($"the path {PlainText.Quoted(clash.RelPath)}, which {clash.Message}");
        }
    }

    private void WriteFiles()
    {
        foreach (var path in Entries.Select(entry => Path.GetDirectoryName(Path.Combine(folder, entry.Path)) ?? folder).Distinct(StringComparer.Ordinal))
        {
            Directory.CreateDirectory(path);
        }

        var portion = new List<TreeEntry>();
        var bytes = 0L;
        foreach (var entry in Entries.Where(entry => !entry.IsSubmodule && !entry.IsLink))
        {
            if (entry.Bytes > Portion)
            {
                WriteLarge(entry);
                continue;
            }

            portion.Add(entry);
            bytes += entry.Bytes;
            if (bytes > Portion || portion.Count == MostOfPortion)
            {
                WritePortion(portion, WriteFile);
                portion.Clear();
                bytes = 0;
            }
        }

        // Links at last: nothing is written through one.
        WritePortion(portion, WriteFile);
        WritePortion([.. Entries.Where(entry => entry.IsLink)], WriteLink);
        foreach (var submodule in Entries.Where(entry => entry.IsSubmodule))
        {
            Directory.CreateDirectory(Path.Combine(folder, submodule.Path));
        }
    }

    private void WritePortion(List<TreeEntry> entries, Action<TreeEntry, ReadOnlyMemory<byte>> write)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var names = Encoding.ASCII.GetBytes(string.Concat(entries.Select(entry => entry.Object + "\n")));
        ReadOnlyMemory<byte> contents = GitRepository.Bytes(repository, ["cat-file", "--batch"], cancellation, names);
        foreach (var entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            var head = contents.Span.IndexOf((byte)'\n');
            var told = head < 0 ? [] : Encoding.UTF8.GetString(contents.Span[..head]).Split(' ');
            if (told is not [_, "blob", var size]
                || !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || contents.Length < head + length + 2)
            {
                throw Missing(entry);
            }

            write(entry, contents.Slice(head + 1, length));
            contents = contents[(head + length + 2)..];
        }
    }

    private void WriteFile(TreeEntry entry, ReadOnlyMemory<byte> content)
    {
        using (var file = Create(entry))
        {
            file.Write(content.Span);
        }

        if (LfsPointer.IsOne(content.Span))
        {
            pointers.Add(entry.Path);
        }
    }

    private void WriteLarge(TreeEntry entry)
    {
        using var file = Create(entry);
        var (exitCode, _) = GitProcess.Run(repository, ["cat-file", "blob", entry.Object], without: [], input: [], file, cancellation);
        if (exitCode != 0)
        {
            throw Missing(entry);
        }
    }

    private FileStream Create(TreeEntry entry) => new(Path.Combine(folder, entry.Path), new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        BufferSize = 0,
        UnixCreateMode = (UnixFileMode)Convert.ToInt32(entry.IsProgram ? "777" : "666", 8),
    });

    private void WriteLink(TreeEntry entry, ReadOnlyMemory<byte> content) =>
        File.CreateSymbolicLink(Path.Combine(folder, entry.Path), Encoding.UTF8.GetString(content.Span));

    private LockstepException Missing(TreeEntry entry) => new(
        $"Code: the content of {PlainText.Quoted(entry.Path)} of commit {commit} is not in {ShownPath.Of(repository)}, as in a partial or damaged clone. "
        + "'git fsck' says more; a whole clone has it.");

    private LockstepException Refused(string what) => new($"Code: commit {commit} holds {what}. Nothing was written.");
}
