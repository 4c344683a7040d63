using System.Text;
using Lockstep.Files;

namespace Lockstep.Code.Restoring;

/// <summary>What a commit only names: files of submodules, and those that git-lfs keeps, as far as the repository on this machine has them.</summary>
internal static class KeptElsewhere
{
    private const string DigestLine = "oid sha256:";

    /// <summary>Fills in the files of submodules whose commit the clone has in its own folder of them, and of those inside them.</summary>
    /// <param name="root">Of the restored tree.</param>
    /// <param name="repository">That the commit was taken from.</param>
    /// <param name="submodules">The commit of each, by its path; those that others are inside of first.</param>
    /// <param name="absent">Those whose files were not there when the run was made.</param>
    /// <returns>What is not here.</returns>
    public static IEnumerable<CodeGap> FillModules(
        string root, string repository, IReadOnlyDictionary<string, string> submodules, IReadOnlySet<string> absent, CancellationToken cancellation)
    {
        foreach (var (path, commit) in submodules)
        {
            foreach (var gap in absent.Contains(path) ? [GapOf(path, commit)] : FillModule(repository, root, path, commit, submodules, cancellation))
            {
                yield return gap;
            }
        }
    }

    /// <summary>Fills in the content of files of git-lfs that the repository has.</summary>
    /// <returns>What is not here.</returns>
    public static IEnumerable<CodeGap> FillPointers(string root, string repository, IEnumerable<string> pointers, CancellationToken cancellation)
    {
        var store = GitRepository.Ask(repository, ["rev-parse", "--git-common-dir"], cancellation) is { ExitCode: 0 } common
            ? Path.Combine(Path.GetFullPath(common.Text, repository), "lfs", "objects")
            : null;
        foreach (var path in pointers.Where(path => !FillPointer(root, path, store, cancellation)))
        {
            yield return new CodeGap(path, "git-lfs keeps its content elsewhere, and it was not fetched here");
        }
    }

    /// <summary>That a submodule's files are not here.</summary>
    public static CodeGap GapOf(string path, string commit) => new(path, $"a submodule, at its commit {commit}");

    private static CodeGap[] FillModule(
        string repository, string root, string path, string commit, IReadOnlyDictionary<string, string> known, CancellationToken cancellation)
    {
        var module = Path.Combine(repository, path);
        if (PlainPlace.In(root, path) is not { } folder || FileStatus.Of(folder, follow: false)?.Kind != FileKind.Directory)
        {
            return []; // the run's own changes took it away
        }

        if (!Presence.IsAny(Path.Combine(module, ".git")) || !GitRepository.HasAsync(module, commit, cancellation).Result)
        {
            return [GapOf(path, commit)];
        }

        var tree = CommitTree.Write(module, commit, folder, cancellation);
        return [.. tree.Entries.Where(entry => entry.IsSubmodule && !known.ContainsKey($"{path}/{entry.Path}"))
            .SelectMany(inner => FillModule(repository, root, $"{path}/{inner.Path}", inner.Object, known, cancellation))];
    }

    private static bool FillPointer(string root, string path, string? store, CancellationToken cancellation)
    {
        if (PlainPlace.In(root, path) is not { } file || FileStatus.Of(file, follow: false) is not { Kind: FileKind.Regular, Size: <= 1024 })
        {
            return true; // the run's own changes put something else there
        }

        var digest = File.ReadAllText(file, Encoding.UTF8).Split('\n')
            .FirstOrDefault(line => line.StartsWith(DigestLine, StringComparison.Ordinal))?[DigestLine.Length..];
        if (store is null || digest is null || !Sha256.IsDigest(digest))
        {
            return false;
        }

        var content = Path.Combine(store, digest[..2], digest[2..4], digest);
        if (!Presence.IsFile(content) || Sha256.OfFile(content, cancellation).Digest != digest)
        {
            return false;
        }

        using var from = File.OpenRead(content);
        using var to = new FileStream(file, FileMode.Truncate, FileAccess.Write);
        from.CopyTo(to);
        return true;
    }
}

/// <summary>Something of a run's code that can't be brought back.</summary>
/// <param name="Path">From the root; a folder's ends with a slash.</param>
/// <param name="Reason">What it is and why it is not there.</param>
public sealed record CodeGap(string Path, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{PlainText.OnOneLine(Path)}: {Reason}";
}
