using System.Text;
using System.Text.RegularExpressions;
using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Exec.Outputs;

/// <summary>Which of the files that a command wrote are no results: caches, what programs keep for themselves, logs with times.</summary>
internal static partial class OutputKinds
{
    private const int LookedBytes = 1 << 16;

    private static readonly HashSet<string> Caches = new(StringComparer.Ordinal)
    {
        ".cache",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        ".tox",
        ".venv",
        "venv",
        "node_modules",
        ".triton",
        "torchinductor",
        ".nv",
        ".matplotlib",
        ".ccache",
    };

    private static readonly HashSet<string> Trackers = new(StringComparer.Ordinal) { "wandb", "mlruns", ".aim", ".neptune", ".comet" };

    /// <summary>Why a file is left out where <c>--out</c> doesn't name it; null for a result.</summary>
    /// <param name="name">Relative to the working folder.</param>
    /// <param name="path">Of what is in it; null for a link, of which the name alone tells.</param>
    public static string? ReasonToLeaveOut(string name, string? path)
    {
        var parts = name.Split('/');
        var file = parts[^1];
        return Bookkeeping.Holds(name) || file.EndsWith(".pyc", StringComparison.Ordinal) ? "what other programs keep for themselves"
            : parts[..^1].Any(Caches.Contains) ? "caches"
            : parts[..^1].Any(Trackers.Contains) ? "records of another tracker, which hold times"
            : IsTemporary(file) ? "temporary files and locks"
            : file.EndsWith(".log", StringComparison.OrdinalIgnoreCase) || file == "nohup.out" ? "logs"
            : path is not null && IsPlainText(file) && HoldsTimes(path) ? "texts with times in them, as logs have"
            : null;
    }

    /// <summary>Whether a folder holds nothing else.</summary>
    public static bool IsLeftOut(string folderName) => Bookkeeping.Is(folderName) || Caches.Contains(folderName) || Trackers.Contains(folderName);

    private static bool IsTemporary(string file) =>
        file.EndsWith('~')
        || file.StartsWith(".nfs", StringComparison.Ordinal)
        || Path.GetExtension(file) is ".tmp" or ".temp" or ".lock" or ".pid" or ".swp" or ".swo" or ".part";

    private static bool IsPlainText(string file) => Path.GetExtension(file).ToLowerInvariant() is ".txt" or ".out" or ".err" or "";

    private static bool HoldsTimes(string path)
    {
        var bytes = new byte[LookedBytes];
        using var file = RegularFile.OpenHandle(path);
        var start = bytes.AsSpan(0, RandomAccess.Read(file, bytes, 0));
        return !start.Contains((byte)0) && TimeOfDay().IsMatch(Encoding.UTF8.GetString(start));
    }

    [GeneratedRegex(@"\b20[0-9]{2}[-/.](0[1-9]|1[0-2])[-/.][0-3][0-9]\b|\b([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\b", RegexOptions.CultureInvariant)]
    private static partial Regex TimeOfDay();
}
