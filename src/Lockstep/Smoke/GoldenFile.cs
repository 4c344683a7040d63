using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Smoke;

/// <summary>
/// The golden values of smoke tests, in a file that is committed: an entry a recipe, data, environment and randomness, sorted, a member a line.
/// </summary>
internal sealed class GoldenFile
{
    /// <summary>Its usual name, beside the recipe.</summary>
    public const string UsualName = "lockstep.golden.json";

    private const string What = "golden values";
    private const string Entries = "entries";

    private static readonly JsonSerializerOptions Layout =
        new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, GoldenEntry> entries = new(StringComparer.Ordinal);

    private GoldenFile(string path) => FilePath = path;

    public string FilePath { get; }

    /// <summary>The keys of those that are not as Lockstep wrote them.</summary>
    public IReadOnlyList<string> Edited { get; private set; } = [];

    public IReadOnlyCollection<GoldenEntry> All => entries.Values;

    /// <summary>An empty one where there is no file.</summary>
    /// <exception cref="LockstepException">It can't be read, or is none.</exception>
    public static GoldenFile Read(string path)
    {
        var file = new GoldenFile(path);
        if (!Presence.IsFile(path))
        {
            return file;
        }

        var bytes = SmallFile(path);
        if (FormatNumber.Refusal(bytes, path, What) is { } refusal)
        {
            throw new LockstepException(refusal);
        }

        JsonNode? root;
        try
        {
            root = JsonNode.Parse(bytes);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            var problem = JsonProblem.Of(exception, bytes);
            throw new LockstepException($"{problem.In(path)}: no file of golden values: {problem}. Where a merge left it so, keep the entries of both sides, "
                + "or delete it and write it anew with 'lockstep smoke … --update-golden'.", exception);
        }

        if (root is not JsonObject { } json || json[Entries] is not JsonObject listed)
        {
            throw new LockstepException($"{path}: no file of golden values: expected an object with the member '{Entries}'. Name another with --golden.");
        }

        var edited = new List<string>();
        foreach (var (key, node) in listed)
        {
            if (GoldenEntry.TryRead(node) is { } entry && entry.Key == key)
            {
                file.entries[key] = entry;
            }
            else
            {
                edited.Add(key);
            }
        }

        file.Edited = edited;
        return file;
    }

    public GoldenEntry? Find(string key) => entries.GetValueOrDefault(key);

    /// <summary>Puts an entry in the place of those of the same subject, size and environment, and leaves out what was edited by hand.</summary>
    public void Put(GoldenEntry entry)
    {
        foreach (var old in entries.Where(old => old.Value.IsOfTheSame(entry)).Select(old => old.Key).ToArray())
        {
            entries.Remove(old);
        }

        entries[entry.Key] = entry;
        AtomicFile.WriteAllText(FilePath, new JsonObject
        {
            [Entries] = new JsonObject(entries.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)Sorted(one.Value.ToJson())))),
        }.ToJsonString(Layout) + "\n");
    }

    private static byte[] SmallFile(string path)
    {
        try
        {
            return RegularFile.ReadJson(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{ShownPath.Of(path)}: the golden values can't be read: {exception.Message}", exception);
        }
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(
            member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
