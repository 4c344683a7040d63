using Lockstep.Files;
using Lockstep.Ledgers.Commands;

namespace Lockstep.Exec.Streams;

/// <summary>Reads the streams of a command's processes, one after the other.</summary>
internal sealed class StreamFolder
{
    private readonly string folder;
    private readonly EventBook events = new();
    private readonly ModuleBook modules = new();
    private readonly List<StreamFinding> findings = [];
    private readonly List<StreamProcess> read = [];
    private readonly LastWeights weights = new();

    public StreamFolder(string folder)
    {
        this.folder = folder;
        Processes = ProcessOrder.Of(Heads(), Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(folder))) ?? "");
    }

    /// <summary>In their order.</summary>
    public IReadOnlyList<StreamProcess> Processes { get; }

    /// <summary>Of what was read so far.</summary>
    public StreamSummary Summary => new()
    {
        Processes = [.. read],
        Events = events.Events,
        EventsLeftOut = events.LeftOut,
        Modules = modules.Modules,
        Findings = [.. findings],
        Steps = read.Sum(process => process.Steps),
        HasLedger = false,
        Weights = weights.Digest,
    };

    /// <summary>Reads the stream of a process.</summary>
    public void Read(StreamProcess process, object? ledger, CancellationToken cancellation)
    {
        _ = ledger;
        var steps = 0L;
        var hasExited = false;
        using var stream = StreamFile.Open(Path.Combine(folder, process.File));
        while (stream.TryRead(out var kind, out var body))
        {
            cancellation.ThrowIfCancellationRequested();
            if (kind == StreamRecordKind.Step && StepBody.TryParse(body, out var step))
            {
                steps += step.OptimizerStep > 0 ? 1 : 0;
                weights.Add(process.Label, step);
            }
            else if (kind == StreamRecordKind.Event && EventJson.Parse(body, out _) is { } json)
            {
                var type = EventJson.Text(json, "event") ?? "";
                json.Remove("event");
                switch (type)
                {
                    case "process":
                        break;
                    case "modules":
                        modules.Add(json);
                        break;
                    case "exit":
                        hasExited = true;
                        break;
                    default:
                        events.Add(type, process.Label, json);
                        break;
                }
            }
        }

        read.Add(process with { Steps = steps, HasExited = hasExited });
    }

    private IEnumerable<StreamHead> Heads()
    {
        if (!Presence.IsFolder(folder))
        {
            yield break;
        }

        foreach (var path in Directory.EnumerateFiles(folder, "*" + StreamHead.Ending))
        {
            using var stream = StreamFile.Open(path);
            var json = stream.TryRead(out var kind, out var body) && kind == StreamRecordKind.Event ? EventJson.Parse(body, out _) : null;
            yield return new StreamHead(Path.GetFileName(path), EventJson.Text(json, "event") == "process" ? json : null);
        }
    }
}
