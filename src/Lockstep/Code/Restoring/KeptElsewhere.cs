using System.Text;
using Lockstep.Files;

namespace Lockstep.Code.Restoring;

/// <summary>What a commit only names: files of submodules, and those that git-lfs keeps, as far as the repository on this machine has them.</summary>
internal static class KeptElsewhere
{
    private const string DigestLine = "oid sha256:";

    /// <summary>Fills them in.</summary>
    /// <param name="root">Of the restored tree.</param>
    /// <returns>What is not here, with the reason to follow its path.</returns>
    public static IEnumerable<CodeGap> Fill(string root, RestoredCode code, CancellationToken cancellation)
    {
        foreach (var gap in code.Submodules.SelectMany(submodule => FillModule(code.Repository, root, submodule, cancellation)))
        {
            yield return gap;
        }

        var store = GitRepository.Ask(code.Repository, ["rev-parse", "--git-common-dir"], cancellation) is { ExitCode: 0 } common
            ? Path.Combine(Path.GetFullPath(common.Text, code.Repository), "lfs", "objects")
            : null;
        foreach (var path in code.Pointers.Where(path => !FillPointer(root, path, store, cancellation)))
        {
            yield return new CodeGap(path, "git-lfs keeps its content elsewhere, and it was not fetched here");
        }
    }

    private static CodeGap[] FillModule(string repository, string root, TreeEntry submodule, CancellationToken cancellation)
    {
        var module = Path.Combine(repository, submodule.Path);
        if (PlainPlace.In(root, submodule.Path) is not { } folder || FileStatus.Of(folder, follow: false)?.Kind != FileKind.Directory)
        {
            return []; // the run's own changes took it away
        }

        if (!Presence.IsFolder(module) || !GitRepository.HasAsync(module, submodule.Object, cancellation).Result)
        {
            return [new CodeGap(submodule.Path, $"a submodule, whose commit {submodule.Object} is not here")];
        }

        var tree = CommitTree.Write(module, submodule.Object, folder, cancellation);
        return [.. tree.Entries.Where(entry => entry.IsSubmodule)
            .SelectMany(inner => FillModule(repository, root, inner with { Path = $"{submodule.Path}/{inner.Path}" }, cancellation))];
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
public sealed record CodeGap(string Path, string Reason);
