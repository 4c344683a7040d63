using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace Lockstep.Code;

/// <summary>Asks the user's own git, so that worktrees, filters and settings mean what they mean to the user.</summary>
public static class GitRepository
{
    /// <summary>The command whose answer is the same whatever the user's settings make of diffs for the eye.</summary>
    internal static readonly string[] Diff =
    [
        "-c", "core.quotePath=false", "-c", "diff.algorithm=default", "-c", "diff.context=3", "-c", "diff.interHunkContext=0", "-c", "diff.indentHeuristic=true", "-c", "diff.renames=true",
        "-c", "diff.noPrefix=false", "-c", "diff.mnemonicPrefix=false", "-c", "diff.srcPrefix=a/", "-c", "diff.dstPrefix=b/", "-c", "diff.relative=false", "-c", "diff.suppressBlankEmpty=false",
        "-c", "diff.orderFile=/dev/null", "-c", "diff.submodule=short", "diff", "--no-color", "--no-ext-diff", "--no-textconv",
    ];

    private static readonly string[] OfOneRepository = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_PREFIX"];

    /// <summary>The state of the repository around <paramref name="folder"/>, or null outside git or where git is not installed.</summary>
    /// <param name="folder">Any folder of the work tree.</param>
    /// <param name="except">Folders whose untracked files are no code: the runs and the data set.</param>
    public static async Task<GitState?> ReadAsync(string folder, IReadOnlyList<string> except, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder) || await TextOrNullAsync(folder, ["rev-parse", "--show-toplevel"], cancellation).ConfigureAwait(false) is not { } root)
        {
            return null;
        }

        var commit = await TextOrNullAsync(root, ["rev-parse", "--verify", "--quiet", "HEAD"], cancellation).ConfigureAwait(false);
        var branch = await TextOrNullAsync(root, ["symbolic-ref", "--short", "--quiet", "HEAD"], cancellation).ConfigureAwait(false);
        async Task<byte[]> DiffAsync(params string[] form) => commit is null
            ? []
            : await BytesAsync(root, [.. Diff, .. form, "HEAD", "--", .. Excluding(root, except)], cancellation).ConfigureAwait(false);
        var diff = await DiffAsync("--binary", "--full-index").ConfigureAwait(false);
        var changed = SplitPaths(await DiffAsync("--name-only", "-z").ConfigureAwait(false));
        var listing = await BytesAsync(root, ["ls-files", "--others", "--exclude-standard", "-z", "--", .. Excluding(root, except)], cancellation).ConfigureAwait(false);
        var untracked = UntrackedFiles.Of(root, SplitPaths(listing));
        var untrackedDiff = await UntrackedFiles.DiffAsync(root, [.. untracked.Where(file => file.Kept).Select(file => file.Path)], cancellation).ConfigureAwait(false);
        return new GitState(root, commit, branch, diff, changed, untrackedDiff, untracked);
    }

    private static string[] SplitPaths(byte[] listing) => Encoding.UTF8.GetString(listing).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Excluding(string root, IReadOnlyList<string> folders) =>
        [".", .. folders.Select(folder => Path.GetRelativePath(root, Path.GetFullPath(folder))).Where(path => path is not "." && !path.StartsWith("..", StringComparison.Ordinal)).Select(path => $":(exclude,literal){path}")];

    /// <summary>What a command of git prints, without the end of its line; null where it fails, or git is not installed.</summary>
    internal static async Task<string?> TextOrNullAsync(string folder, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        try
        {
            var result = await Git(folder, arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellation).ConfigureAwait(false);
            return result.ExitCode == 0 ? result.StandardOutput.TrimEnd('\n') : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no git on this machine
        }
    }

    /// <summary>What a command of git prints.</summary>
    /// <param name="input">For it to read; null for nothing.</param>
    /// <param name="isElsewhere">Whether it is about another repository than the folder's: then what a hook says of that one does not hold.</param>
    /// <exception cref="LockstepException">It failed.</exception>
    internal static async Task<byte[]> BytesAsync(string folder, IReadOnlyList<string> arguments, CancellationToken cancellation, PipeSource? input = null, bool isElsewhere = false)
    {
        using var output = new MemoryStream();
        var errors = new StringBuilder();
        var result = await Git(folder, arguments, isElsewhere).WithValidation(CommandResultValidation.None).WithStandardInputPipe(input ?? PipeSource.Null)
            .WithStandardOutputPipe(PipeTarget.ToStream(output)).WithStandardErrorPipe(PipeTarget.ToStringBuilder(errors)).ExecuteAsync(cancellation).ConfigureAwait(false);
        return result.ExitCode == 0
            ? output.ToArray()
            : throw new LockstepException($"Code: what is changed in {folder} could not be read: git ended with exit code {result.ExitCode}: {errors.ToString().Trim()}");
    }

    private static Command Git(string folder, IReadOnlyList<string> arguments, bool isElsewhere = false) =>
        Cli.Wrap("git").WithWorkingDirectory(folder).WithArguments(arguments).WithEnvironmentVariables(variables =>
        {
            variables.Set("GIT_OPTIONAL_LOCKS", "0").Set("LC_ALL", "C");
            foreach (var variable in isElsewhere ? OfOneRepository : [])
            {
                variables.Set(variable, null);
            }
        });
}
