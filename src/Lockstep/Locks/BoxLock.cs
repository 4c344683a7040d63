using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Text;

namespace Lockstep.Locks;

/// <summary>The recorded state of one box.</summary>
/// <param name="Box">Which.</param>
/// <param name="Relevant">What can change a result; part of the lock ID.</param>
/// <param name="Informative">What is good to know and can't; never part of it: paths, host, times, the branch's name.</param>
public sealed record BoxLock(Box Box, JsonObject Relevant, JsonObject Informative)
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A name that stands twice would show only where it is asked for.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary><c>code</c>, <c>data</c>, <c>environment</c> or <c>randomness</c>.</summary>
    public string Name => EnumWord.Of(Box);

    /// <summary>What is held against another lock of the same box.</summary>
    internal JsonObject Comparable => Box == Box.Environment ? WithoutQuiet(Arithmetic.Comparable(Relevant)) : Relevant;

    /// <summary>Older locks have variables and libraries among what can change a result that are known to be harmless by now.</summary>
    private static JsonObject WithoutQuiet(JsonObject relevant)
    {
        foreach (var (name, isQuiet) in (IEnumerable<(string, Predicate<string>)>)
            [(RecordedEnvironment.VariablesKey, LockFields.IsQuietVariable), (RecordedEnvironment.LibrariesKey, LockFields.IsQuietLibrary)])
        {
            var members = relevant[name] as JsonObject ?? [];
            foreach (var quiet in members.Select(member => member.Key).Where(key => isQuiet(key)).ToArray())
            {
                members.Remove(quiet);
            }
        }

        return relevant;
    }

    /// <summary>Every result-relevant value in which <paramref name="found"/> differs from this recorded lock.</summary>
    /// <remarks>R's libraries aren't in older locks: against such a one they are no difference.</remarks>
    public IReadOnlyList<LockDifference> DifferencesTo(BoxLock found)
    {
        var (was, now) = (Comparable, found.Comparable);
        if (Box == Box.Environment && new RecordedEnvironment(this).LacksLibraries != new RecordedEnvironment(found).LacksLibraries)
        {
            was.Remove(RecordedEnvironment.LibrariesKey);
            now.Remove(RecordedEnvironment.LibrariesKey);
        }

        return [.. LockDifference.Between(Box, was, now)];
    }

    /// <summary>A copy with one more thing that can change a result.</summary>
    internal BoxLock With(string key, JsonNode? value) => this with { Relevant = Added(Relevant, key, value) };

    /// <summary>A copy with one more thing that is good to know.</summary>
    public BoxLock Noting(string key, JsonNode? value) => this with { Informative = Added(Informative, key, value) };

    /// <summary>A copy with what another knows that is good to know, and this one doesn't say.</summary>
    internal BoxLock NotingAlso(BoxLock other)
    {
        var all = (JsonObject)Informative.DeepClone();
        foreach (var (key, value) in other.Informative.Where(member => !Informative.ContainsKey(member.Key)))
        {
            all[key] = value?.DeepClone();
        }

        return this with { Informative = all };
    }

    private static JsonObject Added(JsonObject members, string key, JsonNode? value)
    {
        var copy = (JsonObject)members.DeepClone();
        copy[key] = value;
        return copy;
    }

    /// <summary>As the file in <c>locks</c> holds it: both parts, indented.</summary>
    public string ToJson() => new JsonObject
    {
        ["box"] = Name,
        ["relevant"] = Relevant.DeepClone(),
        ["informative"] = Informative.DeepClone(),
    }.ToJsonString(Indented) + "\n";

    /// <exception cref="LockstepException">Not a lock of that box.</exception>
    public static BoxLock Parse(Box box, string json, string where)
    {
        try
        {
            if (JsonNode.Parse(json, documentOptions: Strict) is JsonObject root
                && root["box"]?.GetValue<string>() is { } name && Enum.TryParse<Box>(name, ignoreCase: true, out var stated) && stated == box
                && root["relevant"] is JsonObject relevant
                && root["informative"] is JsonObject informative)
            {
                return new BoxLock(box, (JsonObject)relevant.DeepClone(), (JsonObject)informative.DeepClone());
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new LockstepException($"{where}: not a lock file: {JsonProblem.Of(exception, json)}.", exception);
        }

        throw new LockstepException($"{where}: not the lock of the {box} box; expected the members 'box', 'relevant' and 'informative'.");
    }
}
