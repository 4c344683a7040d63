using Lockstep.Locks;

namespace Lockstep.Code.Restoring;

/// <summary>What was there when a run began, and that neither its commit nor the run has.</summary>
internal static class MissingCode
{
    /// <param name="tree">Null without a commit.</param>
    /// <param name="submodules">Those whose files are not written: path and commit.</param>
    /// <returns>In sentences without a full stop.</returns>
    public static IEnumerable<string> Of(RecordedCode code, CommitTree? tree, IEnumerable<KeyValuePair<string, string>> submodules)
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

        foreach (var path in code.ChangedSubmodules)
        {
            yield return $"{PlainText.OnOneLine(path)}: a submodule with changes that were not committed, which no run holds";
        }

        foreach (var pointer in tree?.Pointers ?? [])
        {
            yield return $"{PlainText.OnOneLine(pointer)}: git-lfs keeps its content elsewhere; what lies here is the pointer";
        }

        foreach (var file in code.Filtered)
        {
            yield return $"{PlainText.OnOneLine(file)}: a filter of git's changes it, which was not run; what lies here is what git stores";
        }
    }
}
