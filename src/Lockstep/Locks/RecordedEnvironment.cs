using System.Text.Json.Nodes;

namespace Lockstep.Locks;

/// <summary>What an Environment lock says.</summary>
/// <param name="Lock">Of the Environment box.</param>
public readonly record struct RecordedEnvironment(BoxLock Lock)
{
    /// <summary>The field that says that oneDNN is off, where it is.</summary>
    public const string OneDnnKey = "oneDnn";

    /// <summary>The field with the environment variables.</summary>
    public const string VariablesKey = "variables";

    /// <summary>The field with the digests of native libraries.</summary>
    public const string LibrariesKey = "libraries";

    /// <summary>The field with where they lay, which changes nothing.</summary>
    public const string FilesKey = "files";

    /// <summary>The field with Python and its packages.</summary>
    public const string PythonKey = "python";

    /// <summary>The field with the driver of NVIDIA's cards, of a command that loaded it.</summary>
    public const string DriverKey = "driver";

    /// <summary>Whether libtorch computed convolutions with oneDNN: <c>on</c> or <c>off</c>.</summary>
    public string OneDnn => TextOf(Lock.Relevant[OneDnnKey]) ?? "on";

    /// <summary>The environment variables that steer the numeric libraries, by name.</summary>
    public JsonObject Variables => Lock.Relevant[VariablesKey] as JsonObject ?? [];

    /// <summary>The processor's model; null where it isn't known.</summary>
    public string? Processor => Lock.Relevant["processor"]?["model"] is JsonValue model ? model.ToString() : null;

    /// <summary>The GPU's model; null for a run on the processor.</summary>
    public string? Gpu => Lock.Relevant["gpu"]?["name"] is JsonValue name ? name.ToString() : null;

    /// <summary>The fields that are known of a command only when it has run.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> OfCommand =>
        Lock.Relevant.Where(member => member.Key is LibrariesKey or PythonKey or DriverKey or "r");

    /// <summary>Whether a command's variables with numbers of threads are recorded, as those that change nothing are since then.</summary>
    public bool TellsThreads => Lock.Informative.ContainsKey(VariablesKey);

    /// <summary>The Python that ran, absolute; null where none did, or that is not recorded.</summary>
    public string? Interpreter => TextOf((Lock.Informative["interpreter"] as JsonObject)?["executable"]);

    /// <summary>Python's version; null where none ran.</summary>
    public string? Python => TextOf((Lock.Relevant[PythonKey] as JsonObject)?["version"]);

    /// <summary>Version of each of Python's packages, by name.</summary>
    public IReadOnlyDictionary<string, string> Packages => Texts((Lock.Relevant[PythonKey] as JsonObject)?["packages"]);

    /// <summary>Digest of what each package's list of files says, for those that have one.</summary>
    public IReadOnlyDictionary<string, string> PackageDigests => Texts((Lock.Relevant[PythonKey] as JsonObject)?["digests"]);

    /// <summary>Digests of the native libraries that count, by the names of their files.</summary>
    public IReadOnlyDictionary<string, string> Libraries => Texts(Lock.Relevant[LibrariesKey]);

    /// <summary>Where they lay, by the same names.</summary>
    public IReadOnlyDictionary<string, string> LibraryFiles => Texts(Lock.Informative[FilesKey]);

    private static Dictionary<string, string> Texts(JsonNode? members) => (members as JsonObject ?? [])
        .Where(member => TextOf(member.Value) is not null)
        .ToDictionary(member => member.Key, member => TextOf(member.Value) ?? "", StringComparer.Ordinal);

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
