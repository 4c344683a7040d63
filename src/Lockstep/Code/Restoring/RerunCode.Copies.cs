using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Code.Restoring;

/// <summary>Of a run that was made at no commit, outside git or before the first one: what it holds of its code itself.</summary>
public sealed partial class RerunCode
{
    private static RerunCode FindWithoutCommit(
        RunFolder run, RecordedCode code, CodeChoice choice, string folder, IReadOnlyList<string> except, CancellationToken cancellation)
    {
        var left = ScratchFolder.RemoveLeft();
        if (code.Root is not { } recorded || (code.Copied.Count == 0 && run.ReadDiff().Length == 0))
        {
            return new RerunCode("") { Left = left };
        }

        if (choice.IsHere)
        {
            return new RerunCode(TakenAsItIs) { Left = left };
        }

        var root = GitRepository.RootAsync(folder, cancellation).Result;
        var copies = new CopiesAtHand(code, recorded, code.Repository is null ? folder : root ?? folder);
        var (here, difference) = code.Repository is null
            ? (null, root is null ? null : "is in a git repository, and the recorded code was in none")
            : BeforeFirstCommit(run, code, root, except, cancellation);
        difference ??= copies.Difference(cancellation) ?? choice.Spared;
        return difference is null
            ? new RerunCode($"Code: the tree at hand is the recorded code: {Described(code)}.") { State = here, Left = left }
            : RestoreCopies(run, code, copies, difference, root, left, cancellation);
    }

    /// <summary>The tree at hand, and how it is another, to follow "the tree at hand".</summary>
    private static (GitState? Here, string? Difference) BeforeFirstCommit(
        RunFolder run, RecordedCode code, string? root, IReadOnlyList<string> except, CancellationToken cancellation)
    {
        if (root is null)
        {
            return (null, "is in no git repository");
        }

        if (RecordedState.Difference(code, GitRepository.Commit(root, cancellation)) is { } difference)
        {
            return (null, difference);
        }

        var here = GitRepository.ReadAsync(root, except, cancellation).Result;
        return (here, here is null ? "is in no git repository" : RecordedState.Difference(run, code, here));
    }

    private static RerunCode RestoreCopies(
        RunFolder run, RecordedCode code, CopiesAtHand copies, string difference, string? repository, IReadOnlyList<string> left,
        CancellationToken cancellation)
    {
        var scratch = ScratchFolder.Make();
        return RestoreIn(scratch, () =>
        {
            var tree = TreeIn(scratch.Folder, copies.Recorded, code.Copied);
            Directory.CreateDirectory(tree.Root);
            RestoredCode.Write(run, code, from: null, tree.Root, withSubmodules: true, cancellation, tree);
            var found = new RerunCode(ToldOfRestored(code, difference, tree), scratch)
            {
                Tree = tree,
                Repository = code.Repository is null ? null : repository ?? code.Repository,
                State = code.Repository is null ? null : RecordedState.Of(run, code, tree.Root, cancellation),
                Left = left,
            };
            found.Note(MissingCode.NotHeld(code), copies.PutLarge(tree, cancellation));
            return found;
        });
    }

    /// <summary>
    /// Files that lay outside the folder of the code keep their place beside it, by which modules and settings are found: the tree stands for the lowest
    /// folder around all of them, and around what lay right beside the folder of the code.
    /// </summary>
    private static RestoredTree TreeIn(string top, string root, IEnumerable<CopiedFile> files)
    {
        var around = Path.GetDirectoryName(root) ?? "/";
        foreach (var place in files.SelectMany(file => new[] { file.Place, file.Target }).OfType<string>())
        {
            while (!PathWithin.Folder(place, around))
            {
                around = Path.GetDirectoryName(around) ?? "/";
            }
        }

        return new RestoredTree(Path.GetFullPath(Path.GetRelativePath(around, root), top), top, root);
    }
}
