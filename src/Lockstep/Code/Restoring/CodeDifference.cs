using System.Text;
using Lockstep.Runs;

namespace Lockstep.Code.Restoring;

/// <summary>How the code of two runs differs.</summary>
/// <param name="CommitOfA">Full hash.</param>
/// <param name="CommitOfB">Full hash.</param>
/// <param name="Patch">From A's files to B's, as <c>git apply</c> reads it; empty where they are the same.</param>
/// <param name="Paths">The files that differ.</param>
public sealed record CodeDifference(string CommitOfA, string CommitOfB, byte[] Patch, IReadOnlyList<string> Paths)
{
    /// <summary>Whether all files are the same.</summary>
    public bool IsEmpty => Patch.Length == 0;

    /// <param name="a">What the patch starts from.</param>
    /// <param name="b">What it leads to.</param>
    /// <param name="repository">Where to look for the commits; null for where each is found.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="LockstepException">The code of one can't be brought back.</exception>
    public static CodeDifference Between(RunFolder a, RunFolder b, string? repository, CancellationToken cancellation)
    {
        var place = Directory.CreateTempSubdirectory("lockstep-code-").FullName;
        try
        {
            var folder = Path.Combine(place, "code");
            var first = RestoredCode.Restore(a, folder, repository, cancellation);
            string[] naming = first.Commit.Length > 40 ? ["--object-format=sha256"] : [];
            using var scratch = new ScratchRepository(folder, naming, cancellation);
            scratch.Git(["add", "--all", "--force"], cancellation);
            Directory.Delete(folder, recursive: true);
            var second = RestoredCode.Restore(b, folder, repository, cancellation);
            var untracked = scratch.Git(["ls-files", "--others", "-z"], cancellation);
            scratch.Git(
                ["--literal-pathspecs", "add", "--intent-to-add", "--force", "--pathspec-from-file=-", "--pathspec-file-nul"], cancellation, untracked);
            var patch = scratch.Git([.. GitRepository.Diff, "--binary", "--full-index"], cancellation);
            var paths = Encoding.UTF8.GetString(scratch.Git([.. GitRepository.Diff, "--name-only", "-z"], cancellation));
            return new CodeDifference(first.Commit, second.Commit, patch, paths.Split('\0', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }
}
