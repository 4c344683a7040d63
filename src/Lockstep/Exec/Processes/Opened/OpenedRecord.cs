using Lockstep.Files;

namespace Lockstep.Exec.Processes.Opened;

/// <summary>What was opened so far. One thread writes; the result is taken when it is done.</summary>
internal sealed class OpenedRecord
{
    /// <summary>More are not kept: each takes some hundred bytes.</summary>
    private const int Most = 2_000_000;

    private readonly Dictionary<string, Entry> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> byCharacters;
    private readonly Dictionary<string, ExecutedProgram> programs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ContactedAddress> addresses = new(StringComparer.Ordinal);
    private readonly HashSet<string> places = new(StringComparer.Ordinal);
    private readonly HashSet<string> links = new(StringComparer.Ordinal);
    private readonly List<string> programOrder = [];
    private readonly List<string> addressOrder = [];
    private readonly List<string> missed = [];
    private long opens;
    private long missedPaths;

    public OpenedRecord() => byCharacters = files.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Counts it, and says whether nothing new is known by it.</summary>
    public bool IsKnown(ReadOnlySpan<char> path, bool reads, bool writes)
    {
        if (!byCharacters.TryGetValue(path, out var entry) || (reads && !entry.Read) || (writes && !entry.Written))
        {
            return false;
        }

        opens++;
        return true;
    }

    /// <param name="isInput">Whether it had something to be read before the command wrote to it; only what opens it first can tell.</param>
    /// <param name="isAddedTo">Whether it had something that is left in it, likewise.</param>
    public void Add(string path, bool reads, bool writes, bool isInput, OpeningProcess process, bool isAddedTo = false)
    {
        opens++;
        if (!files.TryGetValue(path, out var entry))
        {
            if (files.Count == Most)
            {
                Miss($"More than {Counted.Of(Most, "file")} were opened: the others are not recorded.");
                return;
            }

            entry = new Entry(process) { IsInput = isInput, IsAddedTo = isAddedTo };
            files.Add(path, entry);
        }

        entry.Read |= reads;
        entry.Written |= writes;
    }

    /// <summary>Whether a symbolic link was made, or got another name: then a name may lead elsewhere than before.</summary>
    public bool HasLinks => links.Count > 0;

    /// <summary>A symbolic link is made, or gets another name.</summary>
    /// <param name="place">Where it lies, without links on the way.</param>
    public void AddLink(string path, string place)
    {
        if (links.Count < Most)
        {
            links.Add(path);
            links.Add(place);
        }
    }

    /// <summary>Where a name led by which something was written, if by links.</summary>
    public void AddWritten(string path, string place)
    {
        if (path != place && places.Count < Most)
        {
            places.Add(place);
        }
    }

    /// <summary>A file gets another name, or one more.</summary>
    /// <param name="from">Null where it had none.</param>
    public void Move(string? from, string to, OpeningProcess process)
    {
        // What was not written before came from elsewhere, and is read by being moved.
        if (from is not null)
        {
            var isNew = !files.ContainsKey(from);
            Add(from, reads: isNew, writes: false, isInput: isNew, process);
        }

        Add(to, reads: false, writes: true, isInput: false, process);
    }

    public void Execute(string path, OpeningProcess process)
    {
        if (programs.TryGetValue(path, out var known))
        {
            programs[path] = known with { Count = known.Count + 1 };
            return;
        }

        programs.Add(path, new ExecutedProgram(path, process, 1, GivesPrivileges(path)));
        programOrder.Add(path);
    }

    public void Contact(CalledAddress called, bool isRefused, OpeningProcess process)
    {
        if (addresses.TryAdd(called.Text, new ContactedAddress(called.Text, called.IsLocal, isRefused, process)))
        {
            addressOrder.Add(called.Text);
        }
    }

    /// <summary>Something was not seen; said once.</summary>
    public void Miss(string sentence)
    {
        if (missed.Count < 20 && !missed.Contains(sentence))
        {
            missed.Add(sentence);
        }
    }

    public void MissPath() => missedPaths++;

    public OpenedFiles Result()
    {
        // By the paths alone: what sorts pairs is compiled anew in every process.
        var paths = files.Keys.ToArray();
        Array.Sort(paths, StringComparer.Ordinal);
        return new OpenedFiles
        {
            Files = [.. paths.Select(FileAt)],
            Places = places,
            Links = links,
            Programs = [.. programOrder.Select(path => programs[path])],
            Addresses = [.. addressOrder.Select(address => addresses[address])],
            Opens = opens,
            Unseen = missedPaths == 0
                ? missed
                : [.. missed, $"{Counted.Of(missedPaths, "path")} could not be read from the memory of the process that named them."],
        };
    }

    private OpenedFile FileAt(string path)
    {
        var entry = files[path];
        return new OpenedFile(path, entry.Read, entry.Written, entry.IsInput, entry.First) { IsAddedTo = entry.IsAddedTo };
    }

    private static bool GivesPrivileges(string path)
    {
        try
        {
            return (File.GetUnixFileMode(RealPath.Of(path)) & (UnixFileMode.SetUser | UnixFileMode.SetGroup)) != 0;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or LockstepException)
        {
            return false;
        }
    }

    private sealed class Entry(OpeningProcess first)
    {
        public OpeningProcess First { get; } = first;

        public bool IsInput { get; init; }

        public bool IsAddedTo { get; init; }

        public bool Read { get; set; }

        public bool Written { get; set; }
    }
}
