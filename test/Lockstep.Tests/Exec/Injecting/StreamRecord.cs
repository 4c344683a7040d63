using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace Lockstep.Tests.Exec.Injecting;

/// <summary>A record of a stream, as far as these tests look into it.</summary>
/// <param name="Kind">1 an event, 2 a step, 3 a module's output.</param>
/// <param name="Event">The event; null for the others.</param>
internal sealed record StreamRecord(int Kind, JsonNode? Event, byte[] Body)
{
    public string? Type => (string?)Event?["event"];

    /// <summary>All records of a file; fails where it doesn't end with a whole one.</summary>
    public static IReadOnlyList<StreamRecord> ReadAll(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var records = new List<StreamRecord>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            var body = bytes[(at + 5)..(at + 4 + length)];
            records.Add(new StreamRecord(bytes[at + 4], bytes[at + 4] == 1 ? JsonNode.Parse(body) : null, body));
            at += 4 + length;
        }

        return records;
    }
}
