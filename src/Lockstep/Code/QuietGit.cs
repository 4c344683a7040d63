using System.Globalization;

namespace Lockstep.Code;

/// <summary>Settings under which git starts no program of the repository or its user: no hook, no monitor of files, no filter.</summary>
internal static class QuietGit
{
    /// <summary>Of what a repository's settings have git start, what any command of git's could come upon.</summary>
    private static readonly string[] Everywhere =
    [
        "core.fsmonitor=false", // a monitor of the file system
        "core.hooksPath=/dev/null", // hooks
        "log.showSignature=false", // gpg, to check the signature of a commit that is shown
        "filter.lfs.clean=", // git-lfs: FilteredFiles compares its pointers, and leaves out other filters
        "filter.lfs.process=",
        "filter.lfs.required=false", // else git-lfs that isn't run would be an error
    ];

    /// <summary>Beside that, where git makes a work tree or looks after one.</summary>
    private static readonly string[] OfWorkTrees =
    [
        "core.sparseCheckout=false", // all files of the commit are there, whatever part of them the user's own tree has
        "gc.auto=0", // a collector in the background, which would outlive the command and tidy the user's repository
    ];

    /// <summary>What stands before every command of git that is started here; see <see cref="GitProcess"/>.</summary>
    public static IReadOnlyList<string> Always { get; } = Options(Everywhere);

    /// <summary>All of it in variables, for a process that calls git itself; null removes one.</summary>
    public static IReadOnlyDictionary<string, string?> Variables(string folder, CancellationToken cancellation)
    {
        var variables = GitRepository.OfOneRepository.ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal);
        string[] settings = [.. Everywhere, .. OfWorkTrees, .. NoFilters(folder, cancellation)];
        variables["GIT_CONFIG_COUNT"] = settings.Length.ToString(CultureInfo.InvariantCulture);
        for (var at = 0; at < settings.Length; at++)
        {
            var equals = settings[at].LastIndexOf('=');
            variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{at}")] = settings[at][..equals];
            variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{at}")] = settings[at][(equals + 1)..];
        }

        return variables;
    }

    /// <summary>To stand before a command of git that makes a work tree or looks after one.</summary>
    /// <param name="folder">In the repository, whose settings name the filters.</param>
    public static IReadOnlyList<string> Settings(string folder, CancellationToken cancellation) =>
        Options([.. OfWorkTrees, .. NoFilters(folder, cancellation)]);

    private static IEnumerable<string> NoFilters(string folder, CancellationToken cancellation)
    {
        var named = GitRepository.Ask(
            folder, ["config", "--null", "--name-only", "--get-regexp", @"^filter\..*\.(clean|smudge|process|required)$"], cancellation);
        return named.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)
            .Select(name => name.EndsWith(".required", StringComparison.Ordinal) ? $"{name}=false" : $"{name}=");
    }

    private static string[] Options(IReadOnlyList<string> settings) => [.. settings.SelectMany(setting => new[] { "-c", setting })];
}
