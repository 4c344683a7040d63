using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Exec.Streams;

/// <summary>Puts what a person should know of the streams into sentences.</summary>
internal sealed class FindingBook
{
    private const int LongestText = 400;

    private readonly List<StreamFinding> ofStreams = [];
    private readonly Dictionary<string, UnreadableRecords> unreadable = new(StringComparer.Ordinal);

    /// <summary>About the streams themselves.</summary>
    public IReadOnlyList<StreamFinding> OfStreams => ofStreams;

    /// <summary>About what the processes said.</summary>
    public static IEnumerable<StreamFinding> Of(IReadOnlyList<StreamEvent> events) => events
        .SelectMany(Sentences)
        .Concat(events.Where(told => told.Type == "switches").GroupBy(told => told.Process).SelectMany(Changed))
        .DistinctBy(finding => $"{finding.Kind}\0{finding.Text}", StringComparer.Ordinal);

    /// <summary>About what is not told in full.</summary>
    public static IEnumerable<StreamFinding> OfLeftOut(long opened, IReadOnlyDictionary<string, long> events)
    {
        if (opened > 0)
        {
            yield return new StreamFinding(
                "left out",
                "",
                $"More than {OpenedBook.MostFiles} files were opened: "
                    + $"{Counted.Of(opened, "opening of a further one is", "openings of further ones are")} not on record.");
        }

        foreach (var type in events.Keys.Order(StringComparer.Ordinal))
        {
            yield return new StreamFinding(
                "left out",
                "",
                $"The processes told of more than {EventBook.MostOfAType} different things of the kind '{type}': {events[type]} more are not on record.");
        }
    }

    public void Damaged(string process, string what) =>
        ofStreams.Add(new StreamFinding("damaged stream", process, $"What {process} recorded is damaged: {what}. The rest of it was not read."));

    /// <param name="at">Byte of the record; null where it is not known.</param>
    public void Unreadable(string process, long? at, string reason)
    {
        var where = at is { } offset ? string.Create(CultureInfo.InvariantCulture, $"its record at byte {offset}") : "a record of it";
        unreadable[process] = unreadable.TryGetValue(process, out var known) ? known with { Count = known.Count + 1 }
            : new UnreadableRecords($"{where} can't be read: {reason}", 1);
    }

    /// <summary>Its stream was read to the end.</summary>
    public void Ended(StreamProcess process, StreamFile stream)
    {
        if (stream.Damage is { } damage)
        {
            Damaged(process.Label, damage);
        }

        if (stream.TornBytes > 0)
        {
            ofStreams.Add(new StreamFinding(
                "torn stream",
                process.Label,
                $"{process.Label} was stopped while it recorded something: {Counted.Of(stream.TornBytes, "byte")} at the end are left out."));
        }

        if (unreadable.Remove(process.Label, out var found))
        {
            var more = found.Count > 1 ? $", and {Counted.Of(found.Count - 1, "more record")}" : "";
            ofStreams.Add(new StreamFinding("unreadable record", process.Label, $"{process.Label}: {found.First}{more}; passed over."));
        }

        if (!process.HasExited && process.Start is "script" or "module" or "string")
        {
            ofStreams.Add(
                new StreamFinding(
                    "no exit",
                    process.Label,
                    $"{process.Label} did not end as Python does: it was killed, became another program, or called os._exit. "
                        + "What it imported after its first step is not on record."));
        }
    }

    private static IEnumerable<StreamFinding> Sentences(StreamEvent told)
    {
        StreamFinding Finding(string kind, string text) => new(kind, told.Process, text);
        var (body, place) = (told.Body, Place(told.Body));
        switch (told.Type)
        {
            case "nondeterministic":
                yield return Finding(
                    told.Type,
                    $"{Text(body, "operator", "An operator")}{place} has no deterministic implementation: "
                        + "its result may differ from run to run; --strict makes that an error.");
                break;
            case "clock_seed":
                yield return Finding(
                    "clock seed",
                    $"{Text(body, "target", "A generator")} was seeded from {Text(body, "source", "the clock or from entropy")}{place}: "
                        + "another run draws otherwise.");
                break;
            case "child" when LooseJson.Flag(body, "reached") == false:
                yield return Finding(
                    "child not reached",
                    $"{told.Process} started {Program(body)}, which was not reached: {Text(body, "why", "it is not known why")}. "
                        + "No seed is set there, and nothing recorded.");
                break;
            case "notice" or "error":
                yield return Finding(told.Type, $"{told.Process}: {Text(body, "text", told.Type)}");
                break;
            case "switches":
                foreach (var (name, by) in LooseJson.Members(body, "set_by"))
                {
                    var value = (body["values"] as JsonObject)?[name]?.ToJsonString() ?? "unknown";
                    yield return Finding(
                        "switch set",
                        $"{PlainText.Quoted(name)} is {PlainText.Quoted(value)} since the script set it at {PlainText.Quoted(by, LongestText)}.");
                }

                break;
        }
    }

    /// <summary>Switches that are others at the last step than at the first.</summary>
    private static IEnumerable<StreamFinding> Changed(IGrouping<string, StreamEvent> switches)
    {
        JsonObject? At(string when) => switches.LastOrDefault(told => LooseJson.Text(told.Body, "when") == when)?.Body["values"] as JsonObject;
        if (At("first") is not { } first || At("last") is not { } last)
        {
            yield break;
        }

        foreach (var (name, value) in first)
        {
            if (last.TryGetPropertyValue(name, out var now) && !JsonNode.DeepEquals(value, now))
            {
                var (before, after) = (PlainText.Quoted(value?.ToJsonString() ?? "null"), PlainText.Quoted(now?.ToJsonString() ?? "null"));
                yield return new StreamFinding(
                    "switch changed", switches.Key, $"{PlainText.Quoted(name)} was {before} at the first step and {after} at the last.");
            }
        }
    }

    private static string Program(JsonObject body) =>
        LooseJson.Texts(body, "argv") is [var program, ..] ? PlainText.Quoted(Path.GetFileName(program)) : "a process";

    private static string Text(JsonObject body, string name, string otherwise) =>
        LooseJson.Text(body, name) is { Length: > 0 } text ? PlainText.Quoted(text, LongestText) : otherwise;

    private static string Place(JsonObject body) => LooseJson.Text(body, "file") is { Length: > 0 } file
        ? string.Create(CultureInfo.InvariantCulture, $" at {PlainText.Quoted(file, LongestText)}:{LooseJson.Number(body, "line") ?? 0}")
        : "";

    private sealed record UnreadableRecords(string First, long Count);
}
