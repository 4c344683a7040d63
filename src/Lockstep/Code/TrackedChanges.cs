using Lockstep.Files;

namespace Lockstep.Code;

/// <summary>How the tracked files differ from the commit, as far as a run should carry it.</summary>
/// <param name="Diff">As <c>git apply</c> reads it.</param>
/// <param name="Paths">Of all files that differ.</param>
/// <param name="Large">Of these, what is too large to be in the diff.</param>
internal sealed record TrackedChanges(byte[] Diff, IReadOnlyList<string> Paths, IReadOnlyList<LargeChange> Large)
{
    /// <summary>A diff holds what was there as well as what is there.</summary>
    private const long LargestKept = 32 << 20;

    private const long MostBytes = 128 << 20;

    /// <param name="against">A commit, or the empty tree.</param>
    /// <param name="places">Which paths, as git takes them.</param>
    /// <param name="variables">For git: which files it is not to look into.</param>
    public static TrackedChanges Of(string root, string against, IReadOnlyList<string> places, IReadOnlyDictionary<string, string>? variables,
        CancellationToken cancellation)
    {
        var listing = GitRepository.Bytes(
            root, [.. GitRepository.Diff, "--raw", "-z", "--no-abbrev", against, "--", .. places], cancellation, variables: variables);
        if (listing.Length == 0)
        {
            return new TrackedChanges([], [], []);
        }

        var changes = Parse(GitPath.Texts(listing));
        var large = FindLarge(root, changes, cancellation);
        var diff = GitRepository.Bytes(
            root,
            [
                .. GitRepository.Diff, "--binary", "--full-index", against, "--", .. places,
                .. large.SelectMany(change => change.Places).Select(path => $":(exclude,literal){path}"),
            ],
            cancellation,
            variables: variables);
        return new TrackedChanges(diff, [.. changes.Select(change => change.Path)], [.. large.Select(change => Told(root, change, cancellation))]);
    }

    /// <summary><c>:100644 100644 0123abcd 00000000 M</c> and a path; of a renamed file two.</summary>
    private static List<Change> Parse(string[] fields)
    {
        var changes = new List<Change>();
        for (var at = 0; at + 1 < fields.Length;)
        {
            var facts = fields[at].Split(' ');
            if (facts is not [_, _, var before, _, [var kind, ..]])
            {
                throw new LockstepException($"Code: git lists a change as '{PlainText.Quoted(fields[at])}', which is not understood.");
            }

            var isMoved = kind is 'R' or 'C';
            changes.Add(new Change(fields[at + (isMoved ? 2 : 1)], fields[at + 1], before));
            at += isMoved ? 3 : 2;
        }

        return changes;
    }

    /// <summary>Those that are too large: the smallest are kept first.</summary>
    private static List<Change> FindLarge(string root, List<Change> changes, CancellationToken cancellation)
    {
        string[] known = [.. changes.Select(change => change.Before).Where(name => name.Any(digit => digit != '0')).Distinct(StringComparer.Ordinal)];
        var sizes = GitObjects.Sizes(root, known, cancellation);
        var before = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var at = 0; at < sizes.Count; at++)
        {
            before[known[at]] = sizes[at] ?? 0;
        }

        var large = new List<Change>();
        var all = 0L;
        foreach (var change in changes.OrderBy(Bytes).ThenBy(change => change.Path, ChecksumListing.ByUtf8Bytes))
        {
            if (Bytes(change) > LargestKept || all + Bytes(change) > MostBytes)
            {
                large.Add(change);
                continue;
            }

            all += Bytes(change);
        }

        return large;

        long Bytes(Change change) => before.GetValueOrDefault(change.Before)
            + (FileStatus.Of(Path.Combine(root, change.Path), follow: false) is { Kind: FileKind.Regular } now ? now.Size : 0);
    }

    private static LargeChange Told(string root, Change change, CancellationToken cancellation)
    {
        var path = Path.Combine(root, change.Path);
        if (FileStatus.Of(path, follow: false) is not { Kind: FileKind.Regular } now)
        {
            return new LargeChange(change.Path, 0, null);
        }

        var digests = new KnownDigests();
        var digest = digests.Of(path, cancellation);
        digests.Save();
        return new LargeChange(change.Path, now.Size, digest);
    }

    /// <param name="Path">Where it is now.</param>
    /// <param name="From">Where it was.</param>
    /// <param name="Before">The name of what the commit has.</param>
    private sealed record Change(string Path, string From, string Before)
    {
        public string[] Places => Path == From ? [Path] : [Path, From];
    }
}

/// <summary>A change of a tracked file that is too large to be kept.</summary>
/// <param name="Path">From the work tree's root.</param>
/// <param name="Bytes">Its size now.</param>
/// <param name="Sha256">Of what is there now; null where it was taken away.</param>
public sealed record LargeChange(string Path, long Bytes, string? Sha256);
