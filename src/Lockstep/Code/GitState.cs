using System.Text;
using Lockstep.Files;

namespace Lockstep.Code;

/// <summary>A repository as it stands: what is committed, and what is not.</summary>
/// <param name="Root">The work tree's folder.</param>
/// <param name="Commit">Full hash, or null before the first commit.</param>
/// <param name="Branch">Null on a detached head.</param>
/// <param name="Diff">Changes of tracked files against the commit, binary ones included, as <c>git apply</c> reads them; empty when clean.</param>
/// <param name="Changed">The paths of those files, from the work tree's root; of what is too large for the diff, too.</param>
/// <param name="UntrackedDiff">The same for files git neither tracks nor ignores.</param>
/// <param name="Untracked">Those files, and what of them is too large or too many to be kept.</param>
public sealed record GitState(
    string Root, string? Commit, string? Branch, byte[] Diff, IReadOnlyList<string> Changed, byte[] UntrackedDiff, IReadOnlyList<UntrackedFile> Untracked)
{
    /// <summary>Changes of tracked files that are too large for the diff.</summary>
    public IReadOnlyList<LargeChange> Large { get; init; } = [];

    /// <summary>Repositories inside this one that the commit names.</summary>
    public IReadOnlyList<Submodule> Submodules { get; init; } = [];

    /// <summary>Folders of others, from the work tree's root, each with a slash at its end.</summary>
    public IReadOnlyList<string> Repositories { get; init; } = [];

    /// <summary>Files that git-lfs keeps elsewhere.</summary>
    public IReadOnlyList<LfsFile> Pointers { get; init; } = [];

    /// <summary>Files that another filter changes: they were not compared with the commit, since no program of the settings is started.</summary>
    public IReadOnlyList<FilteredFile> Filtered { get; init; } = [];

    /// <summary>The paths that git tracks, outside the folders that are no code.</summary>
    internal IReadOnlySet<string> Tracked { get; init; } = new HashSet<string>();

    /// <summary>Whether anything tracked differs from the commit, or files are there that git doesn't track; in a submodule, too.</summary>
    public bool IsDirty => Changed.Count > 0 || Untracked.Count > 0 || Repositories.Count > 0 || Submodules.Any(submodule => submodule.IsDirty);

    /// <summary>Of the changes of tracked files, those that are too large for the diff among them; null for none.</summary>
    internal string? ChangesSha256 => Changed.Count == 0 ? null
        : Sha256.Of([.. Diff, .. Encoding.UTF8.GetBytes(string.Concat(Large.Select(change => $"{change.Path}\0{change.Sha256}\0")))]);
}

/// <summary>A file git neither tracks nor ignores, or a whole folder of too many.</summary>
/// <param name="Path">From the work tree's root; a folder's ends with a slash.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Kept">Whether its content is in the diff; what is too large is only named.</param>
/// <param name="Files">How many files a folder stands for, those of its own folders not among them; else 1.</param>
public sealed record UntrackedFile(string Path, long Bytes, bool Kept, int Files = 1);
