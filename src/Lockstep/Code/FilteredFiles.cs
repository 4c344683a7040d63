using System.Globalization;
using Lockstep.Files;

namespace Lockstep.Code;

/// <summary>
/// Files whose content git would have a program of the settings change (a filter: git-lfs, git-crypt, nbstripout). None is started here: of git-lfs the
/// pointer says what the content should be, and files of other filters are named and not compared. And files that the user told git not to look into,
/// which are looked into here: they are what runs.
/// </summary>
internal sealed class FilteredFiles : IDisposable
{
    private const string Lfs = "lfs";
    private const string Settings = "GIT_CONFIG_COUNT";

    private readonly List<LfsFile> pointers = [];
    private readonly List<FilteredFile> others = [];
    private string? folder;

    private FilteredFiles()
    {
    }

    /// <summary>Those of git-lfs.</summary>
    public IReadOnlyList<LfsFile> Pointers => pointers;

    /// <summary>Those of other filters.</summary>
    public IReadOnlyList<FilteredFile> Others => others;

    /// <summary>
    /// With these git takes an index in which all that must not be looked into counts as unchanged, and their filters for none; null where there is nothing
    /// of the kind.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Variables { get; private set; }

    public static FilteredFiles Of(string root, GitIndex index, CancellationToken cancellation)
    {
        var found = new FilteredFiles();
        try
        {
            found.Look(root, index, cancellation);
            return found;
        }
        catch
        {
            found.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Look(string root, GitIndex index, CancellationToken cancellation)
    {
        if (index.Files.Count == 0)
        {
            return;
        }

        var filters = index.Filters(root, cancellation);
        var unseen = index.Files.Where(entry => entry.IsAssumed || (entry.IsSkipped && IsThere(root, entry))).ToArray();
        var (large, filtered) = (new List<IndexEntry>(), new List<ReadOnlyMemory<byte>>());
        string? configured = null;
        for (var at = 0; at < filters.Count; at++)
        {
            var entry = index.Files[at];
            if (filters[at] is not { } filter || !entry.IsFile)
            {
                continue;
            }

            if (filter == Lfs)
            {
                large.Add(entry);
                continue;
            }

            configured ??= GitRepository.Ask(root, ["config", "--name-only", "--get-regexp", "^filter\\."], cancellation).Text + "\n";
            if (IsProgram(configured, filter) && (!entry.IsText || FileStatus.Of(Path.Combine(root, entry.Path), follow: false) is { Kind: FileKind.Regular }))
            {
                others.Add(new FilteredFile(entry.Path, filter));
                filtered.Add(entry.RawPath);
            }
        }

        filtered.AddRange(Compare(root, large, cancellation));
        if (filtered.Count + unseen.Length > 0)
        {
            MakeIndex(root, unseen, filtered, cancellation);
        }
    }

    /// <summary>Where a part of the tree is checked out, the rest is not.</summary>
    private static bool IsThere(string root, IndexEntry entry) =>
        entry.IsText && FileStatus.Of(Path.Combine(root, entry.Path), follow: false) is not null;

    /// <summary>Git takes a filter that no settings have for none.</summary>
    private static bool IsProgram(string configured, string filter) =>
        configured.Contains($"filter.{filter}.clean\n", StringComparison.Ordinal) || configured.Contains($"filter.{filter}.process\n",
            StringComparison.Ordinal);

    /// <summary>Holds each file of git-lfs against its pointer.</summary>
    /// <returns>Those that are what their pointer says.</returns>
    private List<ReadOnlyMemory<byte>> Compare(string root, List<IndexEntry> entries, CancellationToken cancellation)
    {
        var same = new List<ReadOnlyMemory<byte>>();
        var small = new List<IndexEntry>();
        var sizes = GitObjects.Sizes(root, [.. entries.Select(entry => entry.Object)], cancellation);
        for (var at = 0; at < sizes.Count; at++)
        {
            if (sizes[at] is <= LfsPointer.Longest)
            {
                small.Add(entries[at]);
            }
        }

        var contents = GitObjects.Contents(root, [.. small.Select(entry => entry.Object)], cancellation);
        var digests = new KnownDigests();
        for (var at = 0; at < contents.Count; at++)
        {
            if (LfsPointer.Parse(contents[at]) is not { } pointer)
            {
                continue;
            }

            var path = Path.Combine(root, small[at].Path);
            var matches = FileStatus.Of(path, follow: false) is { Kind: FileKind.Regular } status && status.Size == pointer.Bytes
                && digests.Of(path, cancellation) == pointer.Sha256;
            pointers.Add(new LfsFile(small[at].Path, pointer.Sha256, pointer.Bytes, matches));
            if (matches)
            {
                same.Add(small[at].RawPath);
            }
        }

        digests.Save();
        return same;
    }

    /// <summary>Git writes no index without a look into files that changed in the second of the index, through their filters.</summary>
    private Dictionary<string, string> VariablesFor(string index)
    {
        var variables = new Dictionary<string, string> { ["GIT_INDEX_FILE"] = index };
        var count = int.TryParse(Environment.GetEnvironmentVariable(Settings), NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : 0;
        foreach (var filter in others.Select(file => file.Filter).Distinct(StringComparer.Ordinal))
        {
            foreach (var (setting, value) in new[] { ("clean", ""), ("process", ""), ("required", "false") })
            {
                variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{count}")] = $"filter.{filter}.{setting}";
                variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{count}")] = value;
                count++;
            }
        }

        variables[Settings] = count.ToString(CultureInfo.InvariantCulture);
        return variables;
    }

    /// <summary>In an index of our own, has git look into files that it was told not to, and take others for unchanged.</summary>
    private void MakeIndex(string root, IndexEntry[] unseen, List<ReadOnlyMemory<byte>> filtered, CancellationToken cancellation)
    {
        var own = GitRepository.Ask(root, ["rev-parse", "--git-path", "index"], cancellation).Text;
        folder = Directory.CreateTempSubdirectory("lockstep-index-").FullName;
        File.Copy(Path.GetFullPath(own, root), Path.Combine(folder, "index"));
        Variables = VariablesFor(Path.Combine(folder, "index"));
        Mark(root, "--no-skip-worktree", [.. unseen.Where(entry => entry.IsSkipped).Select(entry => entry.RawPath)], cancellation);
        Mark(root, "--no-assume-unchanged", [.. unseen.Where(entry => entry.IsAssumed).Select(entry => entry.RawPath)], cancellation);
        Mark(root, "--assume-unchanged", filtered, cancellation);
    }

    private void Mark(string root, string mark, List<ReadOnlyMemory<byte>> paths, CancellationToken cancellation)
    {
        if (paths.Count == 0)
        {
            return;
        }

        using var input = new MemoryStream();
        foreach (var path in paths)
        {
            input.Write(path.Span);
            input.WriteByte(0);
        }

        GitRepository.Bytes(root, ["update-index", mark, "-z", "--stdin"], cancellation, input.ToArray(), variables: Variables);
    }
}

/// <summary>A file that git-lfs keeps elsewhere.</summary>
/// <param name="Path">From the work tree's root.</param>
/// <param name="Oid">Its SHA-256, as its pointer says.</param>
/// <param name="Bytes">Its size, likewise.</param>
/// <param name="Matches">Whether what lies there is that; else it is the pointer itself, or something else, or gone.</param>
public sealed record LfsFile(string Path, string Oid, long Bytes, bool Matches);

/// <summary>A file that another filter of git's changes.</summary>
/// <param name="Path">From the work tree's root.</param>
/// <param name="Filter">Its name in the settings.</param>
public sealed record FilteredFile(string Path, string Filter);
