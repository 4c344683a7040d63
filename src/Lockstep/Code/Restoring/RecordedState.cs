using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Code.Restoring;

/// <summary>The state of a repository as a run recorded it.</summary>
internal static class RecordedState
{
    /// <summary>Of a tree that was made from the record, so that nothing of it need be asked of git again.</summary>
    /// <param name="root">Where it lies.</param>
    /// <exception cref="LockstepException">The diff is not what the lock names.</exception>
    public static GitState Of(RunFolder run, RecordedCode code, string root, CancellationToken cancellation)
    {
        var (tracked, untracked) = RecordedDiff.Split(run.ReadDiff(), code.DiffSha256);
        return new GitState(
            root, code.Commit, code.Branch, tracked, code.Changed, untracked,
            [.. code.Untracked.Select(file => new UntrackedFile(file.Path, file.Bytes, file.Kept, file.Files))])
        {
            Repositories = code.Repositories,
            Tracked = code.Commit is null ? code.Changed.ToHashSet(StringComparer.Ordinal) : GitIndex.Read(root, ["."], cancellation).Paths(),
            Submodules = [.. code.SubmoduleRecords.Select(module => new Submodule(
                Text(module, "path"), Text(module, "commit"), Text(module, "expected"), LooseJson.Text(module, "url"),
                LooseJson.Flag(module, "checkedOut") ?? false,
                DiffSha256: null, HasUntracked: false, LooseJson.Text(module, "problem")))],
            Pointers = [.. code.LfsRecords.Select(file => new LfsFile(
                Text(file, "path"), Text(file, "oid"), LooseJson.Number(file, "bytes") ?? 0, LooseJson.Flag(file, "matches") ?? false))],
            Filtered = [.. code.FilteredRecords.Select(file => new FilteredFile(Text(file, "path"), Text(file, "filter")))],
        };
    }

    /// <summary>How the commit of the tree at hand is another than the recorded one, to follow "it"; null where it is that.</summary>
    public static string? Difference(RecordedCode code, string? here) =>
        code.Commit == here ? null : here is null ? "has no commit yet" : $"is at commit {here[..12]}";

    /// <summary>The same of what is not committed.</summary>
    public static string? Difference(RunFolder run, RecordedCode code, GitState here)
    {
        if ((here.Diff.Length == 0 ? null : Sha256.Of(here.Diff)) != code.DiffSha256)
        {
            var changed = here.Changed.Union(code.Changed, StringComparer.Ordinal).ToArray();
            return $"has other changes that are not committed ({Named(changed)})";
        }

        var large = here.Large.ToDictionary(change => change.Path, change => change.Sha256, StringComparer.Ordinal);
        if (large.Count != code.LargeDigests.Count || large.Except(code.LargeDigests).Any())
        {
            return $"has other changes that are too large to be kept ({Named([.. large.Keys.Union(code.LargeChanges)])})";
        }

        var modules = here.Submodules.ToDictionary(module => module.Path, module => module.Commit, StringComparer.Ordinal);
        var others = modules.Except(code.Submodules).Concat(code.Submodules.Except(modules)).Select(module => module.Key)
            .Concat(here.Submodules.Where(module => module.IsDirty).Select(module => module.Path)).Concat(code.ChangedSubmodules).Distinct().ToArray();
        if (others.Length > 0)
        {
            return $"has other submodules, or changes in them ({Named(others)})";
        }

        var untracked = here.Untracked.Select(file => new RecordedUntracked(file.Path, file.Bytes, file.Kept, file.Files)).ToArray();
        var other = untracked.Except(code.Untracked).Concat(code.Untracked.Except(untracked)).Select(file => file.Path).Distinct().ToArray();
        return other.Length > 0 ? $"has other untracked files ({Named(other)})"
            : run.ReadDiff().AsSpan().SequenceEqual([.. here.Diff, .. here.UntrackedDiff]) ? null
            : $"has other contents in its untracked files ({Named([.. code.KeptUntracked])})";
    }

    private static string Text(JsonObject record, string member) => LooseJson.Text(record, member) ?? "";

    private static string Named(string[] paths) =>
        string.Join(", ", paths.Take(3).Select(PlainText.OnOneLine)) + (paths.Length > 3 ? $" and {paths.Length - 3} more" : "");
}
