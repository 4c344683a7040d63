using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Ledgers.Commands;

namespace Lockstep.Exec.Streams;

/// <summary>What a stream says of its process before the first step.</summary>
/// <param name="File">Without folder: <c>PID-START.stream</c>.</param>
/// <param name="Process">Null where the stream doesn't say.</param>
/// <param name="Group">The rank that a script gave the process, where its environment didn't; null where it has none.</param>
/// <param name="HasSteps">Whether a step follows.</param>
internal sealed record StreamHead(string File, JsonObject? Process, JsonObject? Group, bool HasSteps)
{
    public const string Ending = ".stream";

    private const int LongestEvent = 1 << 20;

    /// <summary>When it started, in ticks of the kernel's clock; by the file's name.</summary>
    public long Started => Number(Part(1));

    public long Pid => LooseJson.Number(Process, "pid") ?? Number(Part(0));

    public long? ParentPid => LooseJson.Number(Process, "ppid");

    /// <summary>File of the stream of the process that this one was forked from.</summary>
    public string? ForkedFrom => LooseJson.Text(Process, "parent_stream") is { } path ? Path.GetFileName(path) : null;

    public string Start => LooseJson.Text(Process, "start") ?? "other";

    public string? Name => LooseJson.Text(Process, "name");

    public int? Rank => LooseJson.SmallNumber(Process, "rank") ?? LooseJson.SmallNumber(Group, "rank");

    public int? World => LooseJson.SmallNumber(Process, "world") ?? LooseJson.SmallNumber(Group, "world");

    /// <summary>Reads a stream up to its first step.</summary>
    /// <remarks>
    /// A process that becomes another program goes on in the same stream, and tells of itself again: what it is when it makes its steps counts.
    /// </remarks>
    public static StreamHead Read(string path)
    {
        using var stream = StreamFile.Open(path);
        JsonObject? process = null, group = null;
        while (stream.TryRead(out var kind, out var body))
        {
            if (kind == RecordKind.Step)
            {
                return new StreamHead(Path.GetFileName(path), process, group, StepBody.TryParse(body, out _));
            }

            if (kind == RecordKind.Event && body.Length <= LongestEvent && (body.IndexOf("\"process\""u8) >= 0 || body.IndexOf("\"rank\""u8) >= 0)
                && LooseJson.Parse(body, out _) is { } json)
            {
                switch (LooseJson.Text(json, "event"))
                {
                    case "process":
                        process = json;
                        break;
                    case "rank":
                        group = json;
                        break;
                }
            }
        }

        return new StreamHead(Path.GetFileName(path), process, group, HasSteps: false);
    }

    private string? Part(int index) => File[..^Ending.Length].Split('-') is var parts && parts.Length > index ? parts[index] : null;

    private static long Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
