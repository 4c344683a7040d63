using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Code.Restoring;

/// <summary>Where the user wants the code of a rerun to come from.</summary>
/// <param name="IsHere">Whether the tree at hand is taken as it is.</param>
/// <param name="Repository">Where to look for the commit; null for where it is found.</param>
/// <param name="IsAlwaysRestored">Whether the tree at hand is never taken, as where something is to be built.</param>
/// <param name="Spared">What would be lost in the tree at hand, to follow its name in a sentence: then it is not taken; null for nothing.</param>
public sealed record CodeChoice(bool IsHere = false, string? Repository = null, bool IsAlwaysRestored = false, string? Spared = null);

/// <summary>
/// The code that a recorded run is made again from: the tree at hand, where that is exactly what was recorded; else the recorded commit with the recorded
/// changes, or the copies that the run has, in a tree of its own that is gone when this is disposed.
/// </summary>
public sealed partial class RerunCode : IDisposable
{
    /// <summary>The variable that names the restored tree to a program that was built from it.</summary>
    public const string Variable = "LOCKSTEP_RESTORED_CODE";

    /// <summary>In a rerun's record.</summary>
    public const string Restored = "restored";

    /// <summary>In a rerun's record.</summary>
    public const string AtHand = "at hand";

    private const string TakenAsItIs = "Code: the tree at hand is taken as it is (--here).";

    private readonly IDisposable? scratch;
    private readonly List<CodeGap> gaps = [];

    private RerunCode(string told, IDisposable? scratch = null) => (Told, this.scratch) = (told, scratch);

    /// <summary>Which code it is and why, in sentences; empty for a run that holds nothing of its code.</summary>
    public string Told { get; private init; }

    /// <summary>The root of the restored tree; null for the tree at hand.</summary>
    public string? Root => Tree?.Root;

    /// <summary>The repository that the restored code is of; null for the tree at hand, and outside git.</summary>
    public string? Repository { get; private init; }

    /// <summary>Whether the restored code is of no repository, so that git is not to be asked where it lies now.</summary>
    public bool IsOutsideGit => Tree is not null && State is null;

    /// <summary>What a rerun's record says of it; null for a run that holds nothing of its code.</summary>
    public string? Word => Told.Length == 0 ? null : Root is null ? AtHand : Restored;

    /// <summary>Why nothing could be restored, and what is left of the code; null where nothing had to be, or all was.</summary>
    public string? WhyGone { get; private init; }

    /// <summary>The restored trees that were taken away since their process was gone.</summary>
    public IReadOnlyList<string> Left { get; private init; } = [];

    /// <summary>As it is to be locked; null where git is to be asked.</summary>
    public GitState? State { get; private init; }

    /// <summary>Where the code is restored; null for the tree at hand.</summary>
    internal RestoredTree? Tree { get; private init; }

    /// <summary>What of the recorded code is not in the restored tree.</summary>
    internal IReadOnlyList<CodeGap> Gaps => gaps;

    /// <summary>The same, as differences of the Code lock.</summary>
    public IReadOnlyList<LockDifference> Missing =>
        [.. gaps.Select(gap => new LockDifference(Box.Code, gap.Path, JsonValue.Create(gap.Reason).ToJsonString(), null))];

    /// <param name="run">Is made again.</param>
    /// <param name="folder">In the tree at hand.</param>
    /// <param name="except">Folders whose untracked files are no code: runs and data.</param>
    /// <exception cref="LockstepException">The tree at hand can't be read, or what was recorded must not be written.</exception>
    public static RerunCode Find(RunFolder run, CodeChoice choice, string folder, IReadOnlyList<string> except, CancellationToken cancellation)
    {
        var code = new RecordedCode(run.ReadLocks().Code);
        if (code.Commit is not { } commit)
        {
            return FindWithoutCommit(run, code, choice, folder, except, cancellation);
        }

        var root = GitRepository.RootAsync(folder, cancellation).Result;
        if (root is not null && OfCaller(run, code, root, cancellation) is { } made)
        {
            return made;
        }

        var places = CommitHolder.Places(run, code, folder, choice.Repository, cancellation);
        string[] left = [.. places.SelectMany(place => ScratchWorktree.RemoveLeft(place, cancellation)), .. ScratchFolder.RemoveLeft()];
        if (choice.IsHere)
        {
            return new RerunCode(TakenAsItIs) { Left = left };
        }

        // At another commit nothing need be read, and no filter of the user's runs.
        var difference = root is null ? "is in no git repository" : RecordedState.Difference(code, GitRepository.Commit(root, cancellation));
        var here = root is null || difference is not null || choice.IsAlwaysRestored
            ? null
            : GitRepository.ReadAsync(root, except, cancellation).Result;
        difference ??= here is null ? "is not built in" : RecordedState.Difference(run, code, here);
        var copies = new CopiesAtHand(code, code.Root ?? folder, root ?? folder);
        difference ??= copies.Difference(cancellation) ?? choice.Spared;
        if (difference is null)
        {
            return new RerunCode($"Code: the tree at hand is the recorded code: {Described(code)}.") { State = here, Left = left };
        }

        if (CommitHolder.Find(commit, places, cancellation) is not { } from)
        {
            return new RerunCode($"Code: commit {commit} could not be found; the tree at hand is taken as it is.")
            {
                WhyGone = CommitHolder.Gone(run, code, commit, places, cancellation),
                Left = left,
            };
        }

        var worktree = ScratchWorktree.Add(from, commit, code.Repository ?? from, cancellation);
        return RestoreIn(worktree, () =>
        {
            var tree = new RestoredTree(worktree.Folder, Path.GetDirectoryName(worktree.Folder) ?? "/", code.Repository ?? from);
            var restored = RestoredCode.Write(run, code, from, tree.Root, withSubmodules: true, cancellation, tree);
            worktree.Index(commit, restored.Added, cancellation);
            var found = new RerunCode(ToldOfRestored(code, difference, tree), worktree)
            {
                Tree = tree,
                Repository = from,
                State = RecordedState.Of(run, code, tree.Root, cancellation),
                Left = left,
            };
            found.Note([.. MissingCode.NotHeld(code), .. restored.ModuleGaps], copies.PutLarge(tree, cancellation));
            found.gaps.AddRange(KeptElsewhere.FillPointers(tree.Root, from, restored.Pointers, cancellation));
            return found;
        });
    }

    /// <summary>Where something of the recorded machine lies in the restored tree; null where it has no place for it.</summary>
    public string? PlaceOf(string path) => Tree?.PlaceOf(path);

    /// <summary>What a place is called when the restored tree is gone.</summary>
    public string Lasting(string path) =>
        (Tree is { } tree && Repository is { } repository ? tree with { Recorded = repository } : Tree)?.Lasting(path) ?? path;

    /// <summary>For a program that is built from the restored tree, and makes the run there.</summary>
    /// <returns>The variables that it gets; null removes one.</returns>
    public IReadOnlyDictionary<string, string?> Variables(CancellationToken cancellation) => new Dictionary<string, string?>(
        QuietGit.Variables(Root ?? "/", cancellation), StringComparer.Ordinal)
    {
        [Variable] = new JsonArray([Root, Repository, .. gaps.SelectMany(gap => new[] { gap.Path, gap.Reason })]).ToJsonString(),
        ["PWD"] = Root,
    };

    private static RerunCode? OfCaller(RunFolder run, RecordedCode code, string root, CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } told || JsonNode.Parse(told) is not JsonArray { Count: >= 2 } all
            || RealPath.Of((string?)all[0] ?? "/") != RealPath.Of(root))
        {
            return null;
        }

        var found = new RerunCode($"Code: restored in {root}.")
        {
            Tree = new RestoredTree(root, Path.GetDirectoryName(root) ?? "/", code.Repository ?? root),
            Repository = (string?)all[1],
            State = RecordedState.Of(run, code, root, cancellation),
        };
        for (var at = 2; at + 1 < all.Count; at += 2)
        {
            found.gaps.Add(new CodeGap((string?)all[at] ?? "", (string?)all[at + 1] ?? ""));
        }

        return found;
    }

    /// <summary>Notes that something is there after all.</summary>
    internal void Close(CodeGap gap) => gaps.Remove(gap);

    /// <inheritdoc/>
    public void Dispose() => scratch?.Dispose();

    private static RerunCode RestoreIn(IDisposable scratch, Func<RerunCode> restore)
    {
        try
        {
            return restore();
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    /// <summary>What is missing, but for what was found after all.</summary>
    private void Note(IEnumerable<CodeGap> missing, IEnumerable<string> found)
    {
        var there = found.ToHashSet(StringComparer.Ordinal);
        gaps.AddRange(missing.Where(gap => !there.Contains(gap.Path)));
    }

    private static string ToldOfRestored(RecordedCode code, string difference, RestoredTree tree) =>
        $"Code: the tree at hand {difference}; what was recorded is restored in {tree.Root}: {Described(code)}. It is taken away at the end.";

    private static string Described(RecordedCode code)
    {
        if (code.Repository is null && code.Commit is null)
        {
            return $"{Counted.Of(code.Copied.Count, "file")}, in no git repository";
        }

        string[] changes =
        [
            .. code.Changed.Count > 0 ? [Counted.Of(code.Changed.Count, "changed file")] : Array.Empty<string>(),
            .. code.KeptUntracked.Count > 0 ? [Counted.Of(code.KeptUntracked.Count, "untracked file")] : Array.Empty<string>(),
        ];
        return (code.Commit is { } commit ? $"commit {commit[..12]}" : "no commit yet")
            + (changes.Length == 0 ? ", without changes" : $" with {string.Join(" and ", changes)}");
    }
}
