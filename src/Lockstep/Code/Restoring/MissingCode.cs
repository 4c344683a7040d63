using Lockstep.Locks;

namespace Lockstep.Code.Restoring;

/// <summary>What was there when a run began, and that neither its commit nor the run has.</summary>
internal static class MissingCode
{
    private const string Pointer = ": git-lfs keeps its content elsewhere; what lies here is the pointer";

    /// <param name="tree">Null without a commit.</param>
    /// <param name="submodules">Those whose files are not written.</param>
    /// <returns>In sentences without a full stop.</returns>
    public static IEnumerable<string> Of(RecordedCode code, CommitTree? tree, IEnumerable<CodeGap> submodules)
    {
        foreach (var missing in NotHeld(code))
        {
            yield return missing.ToString();
        }

        foreach (var file in code.Copied.Where(file => file.Kept && file.Path.StartsWith(CodeCopies.Outside, StringComparison.Ordinal)))
        {
            yield return $"{PlainText.OnOneLine(file.Path)}: it lay outside the folder of the code, and is here in that place instead";
        }

        foreach (var folder in code.Repositories)
        {
            yield return $"{PlainText.OnOneLine(folder)}: a git repository of its own and no submodule, whose files no run holds but those that were read";
        }

        var addresses = code.SubmoduleAddresses;
        foreach (var gap in submodules)
        {
            yield return gap + (addresses.TryGetValue(gap.Path, out var address) ? $" of {PlainText.OnOneLine(address)}" : "");
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
    public static IEnumerable<CodeGap> NotHeld(RecordedCode code) =>
    [
        .. code.Untracked.Where(file => !file.Kept).Select(file => new CodeGap(file.Path, Left(file))),
        .. code.LargeChanges.Select(file => new CodeGap(
            file, "changed, and the change is too large to be kept in the run; what lies here is what the commit has")),
        .. code.Copied.Where(file => !file.Kept).Select(file => new CodeGap(
            file.Path, $"in no commit, and too large or too many to be copied into the run; its SHA-256 was {file.Sha256}")),
        .. code.ChangedSubmodules.Select(path => new CodeGap(path, "a submodule with changes that were not committed, which no run holds")),
    ];

    private static string Left(RecordedUntracked file) => file.Path.EndsWith('/')
        ? $"untracked, {Counted.Of(file.Files, "file")} of {Counted.Of(file.Bytes, "byte")}, too large or too many to be kept in the run"
        : $"untracked, and too large or too many to be kept in the run: {Counted.Of(file.Bytes, "byte")}";

    /// <summary>Whether nothing is missing for a comparison: a submodule is compared by its commit, and a pointer of git-lfs has the digest.</summary>
    public static bool IsCompared(string missing) =>
        missing.Contains(": a submodule, at its commit ", StringComparison.Ordinal) || missing.EndsWith(Pointer, StringComparison.Ordinal);
}
