using Lockstep.Files;

namespace Lockstep.Runs;

/// <summary>All runs below one folder, found by reading their records; nothing else is kept, so nothing can go stale.</summary>
public sealed class RunIndex(string runs)
{
    /// <summary>The folder that holds the runs where no other is named, below the current one.</summary>
    public const string UsualFolder = "runs";

    /// <summary>What means the newest run, wherever one is asked for; a run of that name goes first.</summary>
    public const string Latest = "latest";

    /// <summary>That holds the runs; absolute, and it need not be there.</summary>
    public string Folder { get; } = Path.GetFullPath(runs);

    /// <summary>
    /// Every run: those with a record, oldest first, then those whose record is absent or can't be read. A folder that is no run is passed over.
    /// </summary>
    public IReadOnlyList<ListedRun> All()
    {
        var found = (Presence.IsFolder(Folder) ? Directory.EnumerateDirectories(Folder) : []).Select(Read).OfType<ListedRun>();
        return [.. found.OrderBy(run => run.Record is null).ThenBy(run => run.Record?.Started).ThenBy(run => run.Folder.Name, StringComparer.Ordinal)];
    }

    /// <summary>Every run whose record can be read, oldest first.</summary>
    public IReadOnlyList<(RunFolder Folder, RunRecord Record)> List() =>
        [.. All().SelectMany(run => run.Record is { } record ? new[] { (run.Folder, record) } : [])];

    /// <summary>Whether a run's folder of that name lies here.</summary>
    public bool Has(string name) => name.Length > 0 && name is not ("." or "..") && Path.GetFileName(name) == name && HasOne(Path.Combine(Folder, name));

    /// <summary>The run meant by a folder, a name, <c>latest</c>, or a unique prefix of its lock ID or result ID.</summary>
    /// <exception cref="UnknownRunException">None or several are meant.</exception>
    public RunFolder Find(string reference)
    {
        if (RunFolder.IsOne(reference))
        {
            return RunFolder.Open(reference);
        }

        if (Has(reference))
        {
            return RunFolder.Open(Path.Combine(Folder, reference));
        }

        var runs = List();
        if (reference == Latest && runs is [.., var newest])
        {
            return newest.Folder;
        }

        var meant = reference.Length < 4 ? [] : runs.Where(run => Begins(run.Record.LockId, reference) || Begins(run.Record.ResultId, reference)).ToArray();
        return meant switch
        {
            [var one] => one.Folder,
            [] when reference.Contains('/', StringComparison.Ordinal) && RunFolder.IsUnrecorded(reference) => RunFolder.Open(reference),
            [] => throw new UnknownRunException($"No run '{reference}': not a run's folder or bundle, nor a name, '{Latest}', "
                + $"or the first 4 or more digits of an ID in {Folder}, which holds {Counted.Of(runs.Count, "run")}.{Renamed(runs, reference)} See 'lockstep "
                + "runs'."),
            _ => throw new UnknownRunException($"'{reference}' means {meant.Length} runs: {string.Join(", ", meant.Select(run => run.Record.Name))}. "
                + "Name one of them."),
        };
    }

    /// <summary>The run that another one reran: of that name, be its folder renamed since, and of that result.</summary>
    /// <param name="resultId">Null where it is not known.</param>
    /// <returns>Null where it is not here.</returns>
    public RunFolder? FindParent(string name, string? resultId) => List()
        .Where(run => (run.Record.Name == name || run.Record.WrittenAs == name) && (resultId is null || run.Record.ResultId == resultId))
        .OrderByDescending(run => run.Record.Name == name)
        .Select(run => run.Folder).FirstOrDefault();

    private static bool HasOne(string path) => RunFolder.IsOne(path) || RunFolder.IsUnrecorded(path);

    /// <returns>Null where no run lies there.</returns>
    private static ListedRun? Read(string path)
    {
        try
        {
            return HasOne(path) ? new ListedRun(RunFolder.Open(path), RunFolder.Open(path).ReadRecord(), null) : null;
        }
        catch (LockstepException exception)
        {
            return new ListedRun(RunFolder.Unread(path), null, exception.Message);
        }
    }

    private static string Renamed(IReadOnlyList<(RunFolder Folder, RunRecord Record)> runs, string name) =>
        runs.Where(run => run.Record.WrittenAs == name).Select(run => run.Record.Name).ToArray() is { Length: > 0 } now
            ? $" It was renamed or copied: see {string.Join(", ", now)}."
            : "";

    private static bool Begins(string? id, string prefix) => id is not null && id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
