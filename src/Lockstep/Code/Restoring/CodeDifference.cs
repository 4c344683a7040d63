using System.Text;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Code.Restoring;

/// <summary>How the code of two runs differs.</summary>
/// <param name="CommitOfA">Full hash; null outside git, and before the first commit.</param>
/// <param name="CommitOfB">Likewise.</param>
/// <param name="Patch">From A's files to B's, as <c>git apply</c> reads it; empty where they are the same.</param>
/// <param name="Paths">The files that differ, and submodules.</param>
/// <param name="Submodules">Those whose commits differ.</param>
/// <param name="Missing">Of each of the two what its run didn't hold, so that it could not be compared, in sentences.</param>
public sealed record CodeDifference(
    string? CommitOfA, string? CommitOfB, byte[] Patch, IReadOnlyList<string> Paths, IReadOnlyList<SubmoduleDifference> Submodules,
        IReadOnlyList<string> Missing)
{
    private const int Sha1Digits = 40;

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
            var folder = Directory.CreateDirectory(Path.Combine(place, "code")).FullName;
            var digits = new RecordedCode(a.ReadLocks().Code).Commit?.Length ?? Sha1Digits;
            using var scratch = new ScratchRepository(folder, digits > Sha1Digits ? ["--object-format=sha256"] : [], cancellation);
            var (first, treeOfA) = TreeOf(a);
            var (second, treeOfB) = TreeOf(b);
            var patch = scratch.Git([.. GitRepository.Diff, "--binary", "--full-index", treeOfA, treeOfB], cancellation);
            var paths = GitPath.Texts(scratch.Git([.. GitRepository.Diff, "--name-only", "-z", treeOfA, treeOfB], cancellation));
            return new CodeDifference(
                first.Commit,
                second.Commit,
                patch,
                paths,
                [.. SubmoduleDifference.Between(first.Submodules, second.Submodules)],
                [.. Of(a, first), .. Of(b, second)]);

            (RestoredCode Code, string Tree) TreeOf(RunFolder run)
            {
                Directory.Delete(folder, recursive: true);
                var code = RestoredCode.Restore(run, folder, repository, cancellation, withSubmodules: false);
                scratch.Git(["read-tree", "--empty"], cancellation);
                scratch.Git(["add", "--all", "--force"], cancellation);
                var links = string.Concat(code.Submodules.Where(submodule => !IsInside(submodule.Key, code.Submodules.Keys))
                    .Select(submodule => $"160000 {Name(submodule.Value, digits)}\t{submodule.Key}\0"));
                scratch.Git(["update-index", "-z", "--index-info"], cancellation, Encoding.UTF8.GetBytes(links));
                return (code, Encoding.ASCII.GetString(scratch.Git(["write-tree"], cancellation)).TrimEnd('\n'));
            }
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    /// <summary>As the patch can have it, where the other run's repository names objects by another number of digits.</summary>
    private static string Name(string commit, int digits) => commit.Length >= digits ? commit[..digits] : commit.PadRight(digits, '0');

    /// <summary>Whether it is a submodule of another's, whose commit names it.</summary>
    private static bool IsInside(string path, IEnumerable<string> all) => all.Any(other => path.StartsWith(other + "/", StringComparison.Ordinal));

    private static IEnumerable<string> Of(RunFolder run, RestoredCode code) =>
        code.Missing.Where(missing => !MissingCode.IsCompared(missing)).Select(missing => $"{run.Name}: {missing}");
}

/// <summary>A submodule whose commit is another in each of two runs.</summary>
/// <param name="Path">From the work tree's root.</param>
/// <param name="CommitOfA">Null where A has none there.</param>
/// <param name="CommitOfB">Likewise.</param>
public sealed record SubmoduleDifference(string Path, string? CommitOfA, string? CommitOfB)
{
    /// <inheritdoc/>
    public override string ToString() => $"submodule {PlainText.OnOneLine(Path)}: commit {CommitOfA ?? "none"} in A, {CommitOfB ?? "none"} in B";

    /// <param name="a">The commit of each, by its path.</param>
    /// <param name="b">Likewise.</param>
    public static IEnumerable<SubmoduleDifference> Between(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Keys.Union(b.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(path => new SubmoduleDifference(path, a.GetValueOrDefault(path), b.GetValueOrDefault(path)))
            .Where(pair => pair.CommitOfA != pair.CommitOfB);
}
