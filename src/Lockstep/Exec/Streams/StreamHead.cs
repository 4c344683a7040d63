using System.Globalization;
using System.Text.Json.Nodes;

namespace Lockstep.Exec.Streams;

/// <summary>What a stream says of its process in its first record.</summary>
/// <param name="File">Without folder: <c>PID-START.stream</c>.</param>
/// <param name="Process">Null where the stream does not begin with it.</param>
internal sealed record StreamHead(string File, JsonObject? Process)
{
    public const string Ending = ".stream";

    /// <summary>When it started, in ticks of the kernel's clock; by the file's name.</summary>
    public long Started => Number(Part(1));

    public long Pid => EventJson.Number(Process, "pid") ?? Number(Part(0));

    public long? ParentPid => EventJson.Number(Process, "ppid");

    /// <summary>File of the stream of the process that this one was forked from.</summary>
    public string? ForkedFrom => EventJson.Text(Process, "parent_stream") is { } path ? Path.GetFileName(path) : null;

    public string Start => EventJson.Text(Process, "start") ?? "other";

    public string? Name => EventJson.Text(Process, "name");

    public int? Rank => EventJson.SmallNumber(Process, "rank");

    public int? World => EventJson.SmallNumber(Process, "world");

    private string? Part(int index) => File[..^Ending.Length].Split('-') is var parts && parts.Length > index ? parts[index] : null;

    private static long Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
