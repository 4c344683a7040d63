using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace Lockstep.Code;

/// <summary>Asks the user's own git, so that worktrees, filters and settings mean what they mean to the user.</summary>
public static class GitRepository
{
    private const long LargestKept = 4 << 20;

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
        async Task<byte[]> Diff(params string[] form) => commit is null
            ? []
            : await BytesAsync(root, ["-c", "core.quotePath=false", "diff", .. form, "--no-color", "--no-ext-diff", "--no-textconv", "HEAD", "--", .. Excluding(root, except)], cancellation).ConfigureAwait(false);
        var diff = await Diff("--binary", "--full-index").ConfigureAwait(false);
        var changed = SplitPaths(await Diff("--name-only", "-z").ConfigureAwait(false));
        var untracked = await UntrackedAsync(root, except, cancellation).ConfigureAwait(false);
        var untrackedDiff = await DiffOfUntrackedAsync(root, [.. untracked.Where(file => file.Kept).Select(file => file.Path)], cancellation).ConfigureAwait(false);
        return new GitState(root, commit, branch, diff, changed, untrackedDiff, untracked);
    }

    private static async Task<IReadOnlyList<UntrackedFile>> UntrackedAsync(string root, IReadOnlyList<string> except, CancellationToken cancellation)
    {
        var listing = await BytesAsync(root, ["ls-files", "--others", "--exclude-standard", "-z", "--", .. Excluding(root, except)], cancellation).ConfigureAwait(false);
        var files = new List<UntrackedFile>();
        foreach (var path in SplitPaths(listing))
        {
            // A nested repository is listed as a folder; a file may vanish meanwhile.
            var file = new FileInfo(Path.Combine(root, path));
            if (file.Exists)
            {
                files.Add(new UntrackedFile(path, file.Length, file.Length <= LargestKept));
            }
        }

        return files;
    }

    private static string[] SplitPaths(byte[] listing) => Encoding.UTF8.GetString(listing).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A diff against nothing, file by file: git's index and object store stay untouched.</summary>
    private static async Task<byte[]> DiffOfUntrackedAsync(string root, IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        using var all = new MemoryStream();
        foreach (var path in paths)
        {
            var result = await Git(root, ["-c", "core.quotePath=false", "diff", "--no-index", "--binary", "--full-index", "--no-color", "--no-ext-diff", "--", "/dev/null", path])
                .WithValidation(CommandResultValidation.None).WithStandardOutputPipe(PipeTarget.ToStream(all)).ExecuteAsync(cancellation).ConfigureAwait(false);
            if (result.ExitCode is not (0 or 1))
            {
                throw new LockstepException($"Code: 'git diff' of {path} in {root} failed with exit code {result.ExitCode}.");
            }
        }

        return all.ToArray();
    }

    private static IEnumerable<string> Excluding(string root, IReadOnlyList<string> folders) =>
        [".", .. folders.Select(folder => Path.GetRelativePath(root, Path.GetFullPath(folder))).Where(path => path is not "." && !path.StartsWith("..", StringComparison.Ordinal)).Select(path => $":(exclude,literal){path}")];

    private static async Task<string?> TextOrNullAsync(string folder, IReadOnlyList<string> arguments, CancellationToken cancellation)
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

    private static async Task<byte[]> BytesAsync(string folder, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        using var output = new MemoryStream();
        var errors = new StringBuilder();
        var result = await Git(folder, arguments).WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.ToStream(output)).WithStandardErrorPipe(PipeTarget.ToStringBuilder(errors)).ExecuteAsync(cancellation).ConfigureAwait(false);
        return result.ExitCode == 0
            ? output.ToArray()
            : throw new LockstepException($"Code: 'git {arguments[0]}' in {folder} failed with exit code {result.ExitCode}: {errors.ToString().Trim()}");
    }

    private static Command Git(string folder, IReadOnlyList<string> arguments) =>
        Cli.Wrap("git").WithWorkingDirectory(folder).WithArguments(arguments)
            .WithEnvironmentVariables(variables => variables.Set("GIT_OPTIONAL_LOCKS", "0").Set("LC_ALL", "C"));
}
