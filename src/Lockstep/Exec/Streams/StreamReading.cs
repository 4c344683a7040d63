using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Ledgers.Commands;

namespace Lockstep.Exec.Streams;

/// <summary>Reads the streams of a command's processes, one after the other, and hands their steps on to the ledger.</summary>
internal sealed class StreamReading
{
    private readonly string folder;
    private readonly EventBook events = new();
    private readonly ModuleBook modules = new();
    private readonly OpenedBook opened = new();
    private readonly FindingBook findings = new();
    private readonly LastWeights weights = new();
    private readonly List<StreamProcess> read = [];
    private long quiet;

    public StreamReading(string folder)
    {
        this.folder = Path.GetFullPath(folder);
        var runFolder = Path.GetDirectoryName(Path.GetDirectoryName(this.folder)) ?? "";
        StreamHead[] heads = Presence.IsFolder(this.folder)
            ? [.. Directory.EnumerateFiles(this.folder, "*" + StreamHead.Ending).Select(StreamHead.Read)]
            : [];
        Processes = ProcessOrder.Of(heads, runFolder);
        HasSteps = heads.Any(head => head.HasSteps);
    }

    /// <summary>In their order.</summary>
    public IReadOnlyList<StreamProcess> Processes { get; }

    /// <summary>Whether one of them made a step.</summary>
    public bool HasSteps { get; }

    /// <summary>Of what was read so far.</summary>
    public StreamSummary Summary => new()
    {
        Processes = [.. read],
        QuietProcesses = quiet,
        Events = events.Events,
        EventsLeftOut = events.LeftOut,
        Modules = modules.Modules,
        Opened = opened.Files,
        Addresses = opened.Addresses,
        Findings = [.. FindingBook.Of(events.Events), .. FindingBook.OfLeftOut(opened.LeftOut, events.LeftOut), .. findings.OfStreams],
        Steps = read.Sum(process => process.Steps),
        HasLedger = weights.HasSteps,
        Weights = weights.Digest,
    };

    /// <summary>Reads the stream of a process.</summary>
    /// <param name="ledger">Null where no process has steps.</param>
    public void Read(StreamProcess process, CommandLedgerWriter? ledger, CancellationToken cancellation)
    {
        using var stream = StreamFile.Open(Path.Combine(folder, process.File));
        var toLedger = new ProcessToLedger(process, ledger, weights);
        var told = 0L;
        while (stream.TryRead(out var kind, out var body))
        {
            cancellation.ThrowIfCancellationRequested();
            if (kind != RecordKind.Event)
            {
                if (!toLedger.Add(kind, body))
                {
                    findings.Damaged(process.Label, string.Create(CultureInfo.InvariantCulture, $"its record at byte {stream.Offset} is no step"));
                    break;
                }
            }
            else if (LooseJson.Parse(body, out var problem) is { } json)
            {
                told += Add(ref process, json, toLedger) ? 1 : 0;
            }
            else
            {
                findings.Unreadable(process.Label, stream.Offset, problem is null ? "it is no object" : JsonProblem.Of(problem, body).Reason);
            }
        }

        findings.Ended(process, stream);
        weights.End(process.Label);
        if (told == 0 && toLedger.Steps == 0 && process.Start is "fork" or "spawn")
        {
            quiet++;
            return;
        }

        read.Add(process with { Steps = toLedger.Steps });
    }

    /// <returns>Whether it says something of itself.</returns>
    private bool Add(ref StreamProcess process, JsonObject json, ProcessToLedger ledger)
    {
        var type = LooseJson.Text(json, "event") ?? "";
        json.Remove("event");
        switch (type)
        {
            case "process" or "rank":
                return false;
            case "modules":
                modules.Add(json);
                return false;
            case "exit":
                process = process with { HasExited = true, ExitCode = LooseJson.Number(json, "code") };
                return false;
            case "":
                findings.Unreadable(process.Label, null, "it has no member 'event'");
                return false;
            default:
                if (opened.Add(type, process.Label, json))
                {
                    return false;
                }

                ledger.Add(type, json);
                events.Add(PlainText.Quoted(type), process.Label, json);
                return true;
        }
    }

}
