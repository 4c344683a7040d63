using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Exec.Streams;

/// <summary>
/// Collects what processes say of themselves: alike things once, and no more of a type than anybody reads, whatever a script does in its loop.
/// </summary>
internal sealed class EventBook
{
    /// <summary>Of one type, in all processes.</summary>
    public const int MostOfAType = 1000;

    private const string Switches = "switches";

    private readonly Dictionary<string, StreamEvent> events = new(StringComparer.Ordinal);
    private readonly List<string> order = [];
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> leftOut = new(StringComparer.Ordinal);

    public IReadOnlyList<StreamEvent> Events => [.. order.Select(key => events[key])];

    public IReadOnlyDictionary<string, long> LeftOut => leftOut;

    public void Add(string type, string process, JsonObject body)
    {
        var key = $"{type}\0{process}\0{Sameness(type, body)}";
        if (events.TryGetValue(key, out var known))
        {
            events[key] = known with { Times = known.Times + 1, Body = type == Switches ? body : known.Body };
            return;
        }

        var count = counts.GetValueOrDefault(type);
        if (count == MostOfAType)
        {
            leftOut[type] = leftOut.GetValueOrDefault(type) + 1;
            return;
        }

        counts[type] = count + 1;
        events[key] = new StreamEvent(type, process, body);
        order.Add(key);
    }

    /// <summary>A seed set in a loop is one event, whatever its values; of switches that are read again the last reading is kept.</summary>
    private static string Sameness(string type, JsonObject body)
    {
        if (type == Switches)
        {
            return LooseJson.Text(body, "when") ?? "";
        }

        if (type is not ("seed" or "clock_seed" or "generator"))
        {
            return body.ToJsonString();
        }

        var place = new JsonObject();
        foreach (var (name, value) in body)
        {
            if (name != "value")
            {
                place[name] = value?.DeepClone();
            }
        }

        return place.ToJsonString();
    }
}
