using System.Security.Cryptography;

namespace Lockstep.Code.Restoring;

/// <summary>The uncommitted changes that a run kept, put onto the files of its commit.</summary>
internal static class RecordedDiff
{
    /// <summary>As <see cref="GitRepository.Diff"/> made it, whatever the user's settings make of spaces and line ends.</summary>
    private static readonly string[] Apply =
        ["-c", "core.autocrlf=false", "-c", "core.safecrlf=false", "apply", "--whitespace=nowarn", "--no-ignore-whitespace"];

    private static ReadOnlySpan<byte> Start => "\ndiff --git "u8;

    /// <param name="diff">Of tracked files, and then of untracked ones.</param>
    /// <param name="folder">Holds the files of the commit.</param>
    /// <param name="commit">Null where there was none yet: then all files are new.</param>
    /// <returns>The paths that it changed, made or took away.</returns>
    /// <exception cref="LockstepException">It holds what must not be written, or is no diff of these files.</exception>
    public static IReadOnlyList<string> PutOnto(string folder, byte[] diff, string? commit, CancellationToken cancellation)
    {
        if (diff.Length == 0)
        {
            return [];
        }

        string[] naming = NamesBySha256(diff) ? ["--object-format=sha256"] : [];
        using var scratch = new ScratchRepository(folder, naming, cancellation);
        var listed = scratch.Ask([.. Apply, "--numstat", "-z", "-"], diff, cancellation);
        string[] paths = [.. listed.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(PathIn)];
        foreach (var path in paths)
        {
            if (TreePath.Problem(path) is { } problem)
            {
                throw new LockstepException($"Code: the run's diff holds the path {PlainText.Quoted(path)}, which {problem}. Nothing was written.");
            }
        }

        // Git itself refuses to write outside the folder, into .git, and through links.
        var applied = listed.ExitCode == 0 ? scratch.Ask([.. Apply, "-"], diff, cancellation) : listed;
        return applied.ExitCode == 0 ? paths
            : throw new LockstepException("Code: the run's diff can't be put onto "
                + $"{(commit is null ? "an empty folder" : $"commit {commit}")}: {applied.Reason}. Nothing was written.");
    }

    /// <summary>By its first line such as <c>index 0123abcd..4567cdef</c>, which a change of rights alone lacks, and doesn't need.</summary>
    private static bool NamesBySha256(byte[] diff)
    {
        const int names = 64;
        var at = diff.AsSpan().IndexOf("\nindex "u8);
        return at >= 0 && diff.AsSpan(at + 7) is var line && line.IndexOf(".."u8) == names;
    }

    /// <summary>That of tracked files, and behind it that of untracked ones.</summary>
    /// <param name="sha256">Of the first; null where there is none.</param>
    /// <exception cref="LockstepException">No part of it has that digest.</exception>
    public static (byte[] Tracked, byte[] Untracked) Split(byte[] diff, string? sha256)
    {
        if (sha256 is null)
        {
            return ([], diff);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var at = 0; at < diff.Length;)
        {
            var end = diff.AsSpan(at).IndexOf(Start) is >= 0 and var found ? at + found + 1 : diff.Length;
            hash.AppendData(diff.AsSpan(at, end - at));
            if (Convert.ToHexStringLower(hash.GetCurrentHash()) == sha256)
            {
                return (diff[..end], diff[end..]);
            }

            at = end;
        }

        throw new LockstepException($"Code: the run's diff does not begin with the changes of SHA-256 {sha256} that its lock names. Get the run anew.");
    }

    /// <summary><c>added⇥removed⇥path</c></summary>
    private static string PathIn(string line) => line.Split('\t', 3) is [_, _, var path] ? path : line;
}
