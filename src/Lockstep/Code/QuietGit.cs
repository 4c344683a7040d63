using System.Globalization;

namespace Lockstep.Code;

/// <summary>Settings under which git starts no program of the repository or its user: no hook, no monitor of files, no filter.</summary>
internal static class QuietGit
{
    private static readonly string[] Always =
    [
        "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.sparseCheckout=false", "-c", "gc.auto=0",
    ];

    /// <summary>The same in variables, for a process that calls git itself; null removes one.</summary>
    public static IReadOnlyDictionary<string, string?> Variables(string folder, CancellationToken cancellation)
    {
        var variables = GitRepository.OfOneRepository.ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal);
        string[] settings = [.. Settings(folder, cancellation).Where(word => word != "-c")];
        variables["GIT_CONFIG_COUNT"] = settings.Length.ToString(CultureInfo.InvariantCulture);
        for (var at = 0; at < settings.Length; at++)
        {
            var equals = settings[at].LastIndexOf('=');
            variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{at}")] = settings[at][..equals];
            variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{at}")] = settings[at][(equals + 1)..];
        }

        return variables;
    }

    /// <summary>To stand before a command of git.</summary>
    /// <param name="folder">In the repository, whose settings name the filters.</param>
    public static IReadOnlyList<string> Settings(string folder, CancellationToken cancellation)
    {
        var named = GitRepository.Ask(
            folder, ["config", "--null", "--name-only", "--get-regexp", @"^filter\..*\.(clean|smudge|process|required)$"], cancellation);
        List<string> settings = [.. Always];
        foreach (var name in named.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal))
        {
            settings.Add("-c");
            settings.Add(name.EndsWith(".required", StringComparison.Ordinal) ? $"{name}=false" : $"{name}=");
        }

        return settings;
    }
}
