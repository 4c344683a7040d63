using Lockstep.Locks;

namespace Lockstep.Code.Restoring;

/// <summary>What was there when a run began, and that neither its commit nor the run has.</summary>
internal static class MissingCode
{
    private const string Pointer = ": git-lfs keeps its content elsewhere; what lies here is the pointer";

    /// <param name="tree">Null without a commit.</param>
    /// <param name="submodules">Those whose files are not written: path and commit.</param>
    /// <returns>In sentences without a full stop.</returns>
    public static IEnumerable<string> Of(RecordedCode code, CommitTree? tree, IEnumerable<KeyValuePair<string, string>> submodules)
    {
        foreach (var missing in NotHeld(code))
        {
            yield return missing;
        }

        foreach (var file in code.Copied.Where(file => file.Kept && file.Path.StartsWith(CodeCopies.Outside, StringComparison.Ordinal)))
        {
            yield return $"{PlainText.OnOneLine(file.Path)}: it lay outside the folder of the code, and is here in that place instead";
        }

        var addresses = code.SubmoduleAddresses;
        foreach (var (path, commit) in submodules)
        {
            yield return $"{PlainText.OnOneLine(path)}: a submodule, at its commit {commit}"
                + (addresses.TryGetValue(path, out var address) ? $" of {PlainText.OnOneLine(address)}" : "");
        }

        foreach (var pointer in tree?.Pointers ?? [])
        {
            yield return $"{PlainText.OnOneLine(pointer)}{Pointer}";
        }

        foreach (var file in code.Filtered)
        {
            yield return $"{PlainText.OnOneLine(file)}: a filter of git's changes it, which was not run; what lies here is what git stores";
        }
    }

    /// <summary>What the run would hold if it were not too large, too many, or in a repository of its own.</summary>
    /// <returns>In sentences without a full stop.</returns>
    public static IEnumerable<string> NotHeld(RecordedCode code)
    {
        foreach (var file in code.LeftUntracked)
        {
            yield return $"{PlainText.OnOneLine(file)}: untracked, and too large or too many to be kept in the run";
        }

        foreach (var file in code.LargeChanges)
        {
            yield return $"{PlainText.OnOneLine(file)}: changed, and the change is too large to be kept in the run; what lies here is what the commit has";
        }

        foreach (var file in code.Copied.Where(file => !file.Kept))
        {
            yield return $"{PlainText.OnOneLine(file.Path)}: in no commit, and too large or too many to be copied into the run; its SHA-256 was {file.Sha256}";
        }

        foreach (var path in code.ChangedSubmodules)
        {
            yield return $"{PlainText.OnOneLine(path)}: a submodule with changes that were not committed, which no run holds";
        }
    }

    /// <summary>Whether nothing is missing for a comparison: a submodule is compared by its commit, and a pointer of git-lfs has the digest.</summary>
    public static bool IsCompared(string missing) =>
        missing.Contains(": a submodule, at its commit ", StringComparison.Ordinal) || missing.EndsWith(Pointer, StringComparison.Ordinal);
}
