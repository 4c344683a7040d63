namespace Lockstep.Code;

/// <summary>A repository as it stands: what is committed, and what is not.</summary>
/// <param name="Root">The work tree's folder.</param>
/// <param name="Commit">Full hash, or null before the first commit.</param>
/// <param name="Branch">Null on a detached head.</param>
/// <param name="Diff">Changes of tracked files against the commit, binary ones included, as <c>git apply</c> reads them; empty when clean.</param>
/// <param name="Changed">The paths of those files, from the work tree's root.</param>
/// <param name="UntrackedDiff">The same for files git neither tracks nor ignores.</param>
/// <param name="Untracked">Those files, and what of them is too large or too many to be kept.</param>
public sealed record GitState(
    string Root, string? Commit, string? Branch, byte[] Diff, IReadOnlyList<string> Changed, byte[] UntrackedDiff, IReadOnlyList<UntrackedFile> Untracked)
{
    /// <summary>Whether anything tracked differs from the commit, or files are there that git doesn't track.</summary>
    public bool IsDirty => Diff.Length > 0 || Untracked.Count > 0;
}

/// <summary>A file git neither tracks nor ignores, or a whole folder of too many.</summary>
/// <param name="Path">From the work tree's root; a folder's ends with a slash.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Kept">Whether its content is in the diff; what is too large is only named.</param>
/// <param name="Files">How many files a folder stands for, those of its own folders not among them; else 1.</param>
public sealed record UntrackedFile(string Path, long Bytes, bool Kept, int Files = 1);
