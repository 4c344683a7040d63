using System.Text.Json.Nodes;
using Lockstep.Files;

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
    public string OneDnn => LooseJson.Text(Lock.Relevant, OneDnnKey) ?? "on";

    /// <summary>The environment variables that steer the numeric libraries, by name.</summary>
    public JsonObject Variables => LooseJson.Object(Lock.Relevant, VariablesKey) ?? [];

    /// <summary>The processor's model; null where it isn't known.</summary>
    public string? Processor => LooseJson.Text(LooseJson.Object(Lock.Relevant, "processor"), "model");

    /// <summary>The GPU's model; null for a run on the processor.</summary>
    public string? Gpu => LooseJson.Text(LooseJson.Object(Lock.Relevant, "gpu"), "name");

    /// <summary>The fields that are known of a command only when it has run.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> OfCommand =>
        Lock.Relevant.Where(member => member.Key is LibrariesKey or PythonKey or DriverKey or "r");

    /// <summary>Whether a command's variables with numbers of threads are recorded, as those that change nothing are since then.</summary>
    public bool TellsThreads => Lock.Informative.ContainsKey(VariablesKey);

    /// <summary>Whether R ran under a version that didn't record the native libraries that R loads.</summary>
    internal bool LacksLibraries =>
        Lock.Relevant.ContainsKey("r") && Libraries.Count == 0 && LooseJson.Object(Lock.Informative, LibrariesKey) is null or { Count: 0 };

    /// <summary>The Python that ran, absolute; null where none did, or that is not recorded.</summary>
    public string? Interpreter => LooseJson.Text(LooseJson.Object(Lock.Informative, "interpreter"), "executable");

    /// <summary>Python's version; null where none ran.</summary>
    public string? Python => LooseJson.Text(LooseJson.Object(Lock.Relevant, PythonKey), "version");

    /// <summary>Version of each of Python's packages, by name.</summary>
    public IReadOnlyDictionary<string, string> Packages => LooseJson.Dictionary(LooseJson.Object(Lock.Relevant, PythonKey), "packages");

    /// <summary>Digest of what each package's list of files says, for those that have one.</summary>
    public IReadOnlyDictionary<string, string> PackageDigests => LooseJson.Dictionary(LooseJson.Object(Lock.Relevant, PythonKey), "digests");

    /// <summary>Digests of the native libraries that count, by the names of their files.</summary>
    public IReadOnlyDictionary<string, string> Libraries => LooseJson.Dictionary(Lock.Relevant, LibrariesKey);

    /// <summary>Where they lay, by the same names.</summary>
    public IReadOnlyDictionary<string, string> LibraryFiles => LooseJson.Dictionary(Lock.Informative, FilesKey);
}
