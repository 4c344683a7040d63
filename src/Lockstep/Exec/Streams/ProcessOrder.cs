using System.Globalization;
using Lockstep.Files;

namespace Lockstep.Exec.Streams;

/// <summary>
/// Names and orders a command's processes so that a repetition names them alike: by rank, then by command line and by when they started. Never by the
/// number of the process.
/// </summary>
/// <remarks>
/// Processes of one script under one parent are numbered by their command lines, and only those with the same one by their start: which of two that
/// run side by side
/// began a moment earlier is chance. What comes first in the order is what started first.
/// </remarks>
internal sealed class ProcessOrder
{
    private static readonly Comparer<Started> ByRank = Comparer<Started>.Create((one, other) => Nullable.Compare(one.Head.Rank, other.Head.Rank));

    private readonly string runFolder;
    private readonly List<StreamProcess> ordered = [];

    private ProcessOrder(string runFolder) => this.runFolder = runFolder;

    /// <param name="runFolder">Its path is another in each run: it counts for nothing in a command line.</param>
    public static IReadOnlyList<StreamProcess> Of(IEnumerable<StreamHead> heads, string runFolder)
    {
        Started[] started = [.. heads.Select(head => new Started(head))];
        Array.Sort(started, InTime);
        var order = new ProcessOrder(runFolder);
        order.Add(FirstOf(started));
        return order.ordered;
    }

    private static int InTime(Started one, Started other) =>
        one.Head.Started.CompareTo(other.Head.Started) is not 0 and var began ? began
        : one.Head.Pid.CompareTo(other.Head.Pid) is not 0 and var number ? number
        : string.CompareOrdinal(one.Head.File, other.Head.File);

    /// <summary>Gives each its parent, and says which have none.</summary>
    private static List<Started> FirstOf(Started[] started)
    {
        var first = new List<Started>();
        var byFile = new Dictionary<string, Started>(StringComparer.Ordinal);
        var latestOfPid = new Dictionary<string, Started>(StringComparer.Ordinal);
        foreach (var process in started)
        {
            var head = process.Head;
            process.Parent = (head.ForkedFrom is { } file ? byFile.GetValueOrDefault(file) : null)
                ?? (head.ParentPid is { } parent ? latestOfPid.GetValueOrDefault(Number(parent)) : null);
            (process.Parent?.Children ?? first).Add(process);
            byFile.TryAdd(head.File, process);
            latestOfPid[Number(head.Pid)] = process;
        }

        return first;

        static string Number(long pid) => pid.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Adds processes of one parent, each followed by its own.</summary>
    private void Add(List<Started> first)
    {
        // Not by calling itself: a chain of processes may be long.
        var waiting = new Stack<Started>();
        Push(first, waiting);
        while (waiting.TryPop(out var next))
        {
            ordered.Add(Process(next));
            Push(next.Children, waiting);
        }
    }

    private void Push(List<Started> siblings, Stack<Started> waiting)
    {
        foreach (var alike in siblings.GroupBy(process => Own(process.Head), StringComparer.Ordinal))
        {
            var number = 1;
            foreach (var process in alike.OrderBy(process => CommandLine(process.Head), StringComparer.Ordinal))
            {
                var prefix = process.Parent is null ? "" : $"{process.Parent.Label} > ";
                var suffix = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({number})");
                process.Label = $"{prefix}{alike.Key}{suffix}";
                process.Script = $"{prefix}{Script(process.Head)}{suffix}";
                number++;
            }
        }

        // Ranks of one script start side by side: they stand together, where the first of them started.
        foreach (var process in siblings.GroupBy(Together).SelectMany(group => group.Order(ByRank)).Reverse())
        {
            waiting.Push(process);
        }
    }

    /// <summary>What processes that stand together have in common: ranks their script; another is by itself.</summary>
    private static object Together(Started process) => process.Head.Rank is null ? process : Script(process.Head);

    private static string Own(StreamHead head) =>
        head.Rank is { } rank ? string.Create(CultureInfo.InvariantCulture, $"{Script(head)} rank {rank}") : Script(head);

    private static string Script(StreamHead head) => head.Start is "fork" or "spawn" ? head.Start
        : head.Name is { Length: > 0 } name ? head.Start == "script" ? Path.GetFileName(name) : name
        : head.Start == "string" ? "python -c"
        : "python";

    /// <summary>What multiprocessing writes for a child holds numbers of descriptors, which say nothing.</summary>
    private string CommandLine(StreamHead head) => head.Start is "fork" or "spawn" ? ""
        : string.Join('\0', LooseJson.Texts(head.Process, "argv")).Replace(runFolder, "", StringComparison.Ordinal);

    private static StreamProcess Process(Started started) => Process(started.Head, started.Label, started.Script, started.Parent?.Label);

    private static StreamProcess Process(StreamHead head, string label, string script, string? parent) => new(label, script, head.File)
    {
        Pid = head.Pid,
        Parent = parent,
        Arguments = LooseJson.Texts(head.Process, "argv"),
        Python = LooseJson.Text(head.Process, "python"),
        Executable = LooseJson.Text(head.Process, "executable"),
        Prefix = LooseJson.Text(head.Process, "prefix"),
        Start = head.Start,
        Name = head.Name,
        Rank = head.Rank,
        World = head.World,
    };

    /// <summary>A process that a parent of another one or of none has started.</summary>
    private sealed class Started(StreamHead head)
    {
        public StreamHead Head => head;

        public Started? Parent { get; set; }

        public List<Started> Children { get; } = [];

        public string Label { get; set; } = "";

        public string Script { get; set; } = "";
    }
}
