using Lockstep.Files;

namespace Lockstep.Runs;

/// <summary>All runs below one folder, found by reading their records; nothing else is kept, so nothing can go stale.</summary>
public sealed class RunIndex(string runs)
{
    public string Folder { get; } = Path.GetFullPath(runs);

    /// <summary>Every readable run, oldest first. A folder that is no run, or whose record can't be read, is passed over.</summary>
    public IReadOnlyList<(RunFolder Folder, RunRecord Record)> List()
    {
        var found = new List<(RunFolder Folder, RunRecord Record)>();
        foreach (var path in Presence.IsFolder(Folder) ? Directory.EnumerateDirectories(Folder) : [])
        {
            try
            {
                if (!RunFolder.IsOne(path))
                {
                    continue;
                }

                var folder = RunFolder.Open(path);
                found.Add((folder, folder.ReadRecord()));
            }
            catch (LockstepException)
            {
                // A foreign or damaged record hides one run, not the list; 'runs show' on its folder says what is wrong.
            }
        }

        return [.. found.OrderBy(run => run.Record.Started).ThenBy(run => run.Record.Name, StringComparer.Ordinal)];
    }

    /// <summary>Whether a run of that name lies here.</summary>
    public bool Has(string name) => RunName.IsOne(name) && RunFolder.IsOne(Path.Combine(Folder, name));

    /// <summary>The run meant by a folder, a name, or a unique prefix of its lock ID or result ID.</summary>
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
        var meant = reference.Length < 4 ? [] : runs.Where(run => Begins(run.Record.LockId, reference) || Begins(run.Record.ResultId, reference)).ToArray();
        return meant switch
        {
            [var one] => one.Folder,
            [] => throw new UnknownRunException($"No run '{reference}': not a run's folder or bundle, nor a name or the first 4 or more digits of an ID in {Folder}, which holds {Counted.Of(runs.Count, "run")}. See 'lockstep runs'."),
            _ => throw new UnknownRunException($"'{reference}' means {meant.Length} runs: {string.Join(", ", meant.Select(run => run.Record.Name))}. Name one of them."),
        };
    }

    private static bool Begins(string? id, string prefix) => id is not null && id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
