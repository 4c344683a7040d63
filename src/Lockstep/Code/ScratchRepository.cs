namespace Lockstep.Code;

/// <summary>
/// A repository for a moment, beside files that belong to none or to another: the user's index and object store stay untouched, no attribute of the files
/// counts, and no filter, such as git-lfs's, runs.
/// </summary>
internal sealed class ScratchRepository : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lockstep-git-").FullName;
    private readonly string workTree;

    /// <param name="workTree">Where the files lie.</param>
    /// <param name="naming">How it names objects, as <c>git init</c> takes it; empty for the usual way.</param>
    public ScratchRepository(string workTree, string[] naming, CancellationToken cancellation)
    {
        this.workTree = workTree;
        try
        {
            GitRepository.Bytes(folder, ["init", "--quiet", "--template=", .. naming], cancellation, isElsewhere: true);
            Directory.CreateDirectory(Path.Combine(folder, ".git", "info"));
            File.WriteAllText(Path.Combine(folder, ".git", "info", "attributes"), "* -text -filter -ident !eol !working-tree-encoding !diff\n");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>From now on the files' own attributes count.</summary>
    public void LetAttributesCount() => File.Delete(Path.Combine(folder, ".git", "info", "attributes"));

    /// <summary>Settings under which no filter of the user's runs, to stand before a command.</summary>
    public IReadOnlyList<string> Quiet(CancellationToken cancellation) => QuietGit.Settings(folder, cancellation);

    /// <summary>What a command of git prints.</summary>
    /// <exception cref="LockstepException">It failed.</exception>
    public byte[] Git(IReadOnlyList<string> arguments, CancellationToken cancellation, byte[]? input = null) => GitRepository.Bytes(
        workTree, ["--git-dir", Path.Combine(folder, ".git"), "--work-tree", workTree, .. arguments], cancellation, input, isElsewhere: true);

    /// <summary>The same of one that may fail.</summary>
    public GitAnswer Ask(IReadOnlyList<string> arguments, byte[] input, CancellationToken cancellation) => GitRepository.Ask(
        workTree, ["--git-dir", Path.Combine(folder, ".git"), "--work-tree", workTree, .. arguments], cancellation, input, isElsewhere: true);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
