using Lockstep.Files;

namespace Lockstep.Code;

/// <summary>Finds the repositories that a commit names inside its own; they are only looked at.</summary>
internal static class Submodules
{
    /// <summary>Those inside them follow each, by their whole paths.</summary>
    public static IReadOnlyList<Submodule> Of(string root, GitIndex index, CancellationToken cancellation)
    {
        var found = new List<Submodule>();
        Dictionary<string, string>? addresses = null;
        foreach (var entry in index.Files)
        {
            if (entry.IsSubmodule)
            {
                addresses ??= Addresses(root, cancellation);
                found.AddRange(Look(root, entry, addresses.GetValueOrDefault(entry.Path), cancellation));
            }
        }

        return found;
    }

    private static Submodule[] Look(string root, IndexEntry entry, string? address, CancellationToken cancellation)
    {
        var folder = Path.Combine(root, entry.Path);
        var named = new Submodule(entry.Path, entry.Object, entry.Object, address, IsCheckedOut: false, DiffSha256: null, HasUntracked: false, Problem: null);
        if (FileStatus.Of(folder, follow: false) is not { Kind: FileKind.Directory } || !Presence.IsAny(Path.Combine(folder, ".git")))
        {
            return [named];
        }

        try
        {
            // A .git that leads to another folder's repository is none of this folder.
            return GitRepository.ReadWithin(folder, cancellation) is { Commit: { } commit } state && RealPath.Of(state.Root) == RealPath.Of(folder)
                ?
                [
                    named with { Commit = commit, IsCheckedOut = true, DiffSha256 = state.ChangesSha256, HasUntracked = state.Untracked.Count > 0 },
                    .. state.Submodules.Select(inner => inner with { Path = $"{entry.Path}/{inner.Path}" }),
                ]
                : [named with { Problem = "it has no commit of its own" }];
        }
        catch (LockstepException exception)
        {
            return [named with { Problem = exception.Message }];
        }
    }

    /// <summary>Where each was cloned from, by its path, as the file .gitmodules says; without user and password.</summary>
    private static Dictionary<string, string> Addresses(string root, CancellationToken cancellation)
    {
        var (paths, urls) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        var told = GitRepository.Ask(root, ["config", "-z", "-f", ".gitmodules", "--get-regexp", "^submodule\\..*\\.(path|url)$"], cancellation);
        foreach (var member in told.ExitCode == 0 ? told.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            if (member.Split('\n', 2) is [var key, var value])
            {
                (key.EndsWith(".path", StringComparison.Ordinal) ? paths : urls)[key[..key.LastIndexOf('.')]] = value;
            }
        }

        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, path) in paths)
        {
            if (urls.TryGetValue(name, out var url))
            {
                addresses[path] = WithoutPassword(url);
            }
        }

        return addresses;
    }

    private static string WithoutPassword(string url) =>
        url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme && url.IndexOf('/', scheme + 3) is var path
        && url.LastIndexOf('@', (path < 0 ? url.Length : path) - 1) is var at && at > scheme
            ? url[..(scheme + 3)] + url[(at + 1)..] : url;
}

/// <summary>A repository inside another.</summary>
/// <param name="Path">From the work tree's root.</param>
/// <param name="Commit">What is checked out there; where nothing is, what should be.</param>
/// <param name="Expected">What should be.</param>
/// <param name="Url">Where it was cloned from; null where .gitmodules doesn't say.</param>
/// <param name="IsCheckedOut">Whether its files are there.</param>
/// <param name="DiffSha256">Of changes of its tracked files, which no run holds; null for none.</param>
/// <param name="HasUntracked">Whether files are there that it doesn't track.</param>
/// <param name="Problem">Why it can't be read; null where it can.</param>
public sealed record Submodule(
    string Path, string Commit, string Expected, string? Url, bool IsCheckedOut, string? DiffSha256, bool HasUntracked, string? Problem)
{
    /// <summary>Whether anything in it differs from its commit.</summary>
    public bool IsDirty => DiffSha256 is not null || HasUntracked;
}
