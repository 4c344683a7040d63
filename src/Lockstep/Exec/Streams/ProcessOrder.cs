using System.Globalization;
using Lockstep.Ledgers.Commands;

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
    private readonly StreamHead[] heads;
    private readonly string runFolder;
    private readonly Dictionary<int, List<int>> children = [];
    private readonly List<StreamProcess> ordered = [];

    private ProcessOrder(StreamHead[] heads, string runFolder)
    {
        this.heads = heads;
        this.runFolder = runFolder;
    }

    /// <param name="runFolder">Its path is another in each run: it counts for nothing in a command line.</param>
    public static IReadOnlyList<StreamProcess> Of(IEnumerable<StreamHead> heads, string runFolder)
    {
        var order = new ProcessOrder(
            [.. heads.OrderBy(head => head.Started).ThenBy(head => head.Pid).ThenBy(head => head.File, StringComparer.Ordinal)],
            runFolder);
        order.FindParents();
        order.Add(-1, null);
        return order.ordered;
    }

    private void FindParents()
    {
        var byFile = heads.Index().ToDictionary(head => head.Item.File, head => head.Index, StringComparer.Ordinal);
        var latestOfPid = new Dictionary<long, int>();
        foreach (var (index, head) in heads.Index())
        {
            var parent = head.ForkedFrom is { } file && byFile.TryGetValue(file, out var forked) && forked < index ? forked
                : head.ParentPid is { } pid && latestOfPid.TryGetValue(pid, out var found) ? found
                : -1;
            if (!children.TryGetValue(parent, out var siblings))
            {
                children[parent] = siblings = [];
            }

            siblings.Add(index);
            latestOfPid[head.Pid] = index;
        }
    }

    /// <summary>Adds the children of a process, each followed by its own.</summary>
    private void Add(int root, string? rootLabel)
    {
        // Not by calling itself: a chain of processes may be long.
        var waiting = new Stack<(int Index, string Label, string Script, string? Parent)>();
        Push(root, rootLabel, waiting);
        while (waiting.TryPop(out var next))
        {
            ordered.Add(Process(heads[next.Index], next.Label, next.Script, next.Parent));
            Push(next.Index, next.Label, waiting);
        }
    }

    private void Push(int parent, string? parentLabel, Stack<(int Index, string Label, string Script, string? Parent)> waiting)
    {
        var siblings = children.GetValueOrDefault(parent, []);
        var labels = new Dictionary<int, (string Label, string Script)>();
        var prefix = parentLabel is null ? "" : $"{parentLabel} > ";
        foreach (var alike in siblings.GroupBy(index => Own(heads[index]), StringComparer.Ordinal))
        {
            foreach (var (number, index) in alike.OrderBy(index => CommandLine(heads[index]), StringComparer.Ordinal).Index())
            {
                var suffix = number == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({number + 1})");
                labels[index] = ($"{prefix}{alike.Key}{suffix}", $"{prefix}{Script(heads[index])}{suffix}");
            }
        }

        // Ranks of one script start side by side: they stand together, where the first of them started.
        var groups = siblings.GroupBy(index => (Script(heads[index]), heads[index].Rank is null ? index : -1));
        foreach (var index in groups.SelectMany(group => group.OrderBy(index => heads[index].Rank).ThenBy(index => index)).Reverse())
        {
            waiting.Push((index, labels[index].Label, labels[index].Script, parentLabel));
        }
    }

    private static string Own(StreamHead head) =>
        head.Rank is { } rank ? string.Create(CultureInfo.InvariantCulture, $"{Script(head)} rank {rank}") : Script(head);

    private static string Script(StreamHead head) => head.Start is "fork" or "spawn" ? head.Start
        : head.Name is { Length: > 0 } name ? head.Start == "script" ? Path.GetFileName(name) : name
        : head.Start == "string" ? "python -c"
        : "python";

    /// <summary>What multiprocessing writes for a child holds numbers of descriptors, which say nothing.</summary>
    private string CommandLine(StreamHead head) => head.Start is "fork" or "spawn" ? ""
        : string.Join('\0', LooseJson.Texts(head.Process, "argv")).Replace(runFolder, "", StringComparison.Ordinal);

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
}
