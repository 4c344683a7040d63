using System.Text.Json.Nodes;

namespace Lockstep.Locks;

/// <summary>The programs, packages and libraries that an Environment lock names.</summary>
/// <param name="Lock">Of the Environment box.</param>
public readonly record struct RecordedSoftware(BoxLock Lock)
{
    /// <summary>Null where no Python ran.</summary>
    public string? PythonVersion => Text(Lock.Relevant["python"]?["version"]);

    /// <summary>Versions of the packages of Python's that were imported, by name.</summary>
    public IReadOnlyDictionary<string, string> PythonPackages => Texts(Lock.Relevant["python"]?["packages"]);

    /// <summary>Digests of the packages' own lists of their files, by name.</summary>
    public IReadOnlyDictionary<string, string> PythonDigests => Texts(Lock.Relevant["python"]?["digests"]);

    /// <summary>Null where no R ran.</summary>
    public string? RVersion => Text(Lock.Relevant["r"]?["version"]);

    /// <summary>Versions of the packages of R's that were loaded, by name.</summary>
    public IReadOnlyDictionary<string, string> RPackages => Texts(Lock.Relevant["r"]?["packages"]);

    /// <summary>SHA-256 of native libraries that were loaded, by file name: of a command, or libtorch's and the image decoder's of a training.</summary>
    public IReadOnlyDictionary<string, string> Libraries =>
        new[] { Lock.Relevant["libraries"], Lock.Informative["libraries"], Lock.Relevant["libtorch"]?["sha256"] }
        .SelectMany(node => Texts(node)).DistinctBy(library => library.Key)
        .ToDictionary(library => library.Key, library => library.Value, StringComparer.Ordinal);

    /// <summary>Null of a run that was a command.</summary>
    public string? TorchSharpVersion => Text(Lock.Relevant["torchSharp"]);

    /// <summary>Null of a run that was a command.</summary>
    public string? LibtorchVersion => Text(Lock.Relevant["libtorch"]?["version"]);

    /// <summary>Name, version and SHA-256 of the image decoder; null of a run that was a command.</summary>
    public (string Name, string Version, string? Sha256)? ImageDecoder =>
        Text(Lock.Relevant["imageDecoder"]?["name"]) is { } name && Text(Lock.Relevant["imageDecoder"]?["version"]) is { } version
            ? (name, version, Text(Lock.Relevant["imageDecoder"]?["sha256"])) : null;

    /// <summary>The device that a training computed on; null of a command.</summary>
    public string? Device => Text(Lock.Relevant["device"]);

    /// <summary>What was recorded of the graphics card: its name, and the versions of driver, CUDA and cuDNN; empty where there was none.</summary>
    public IReadOnlyDictionary<string, string> Gpu => Texts(Lock.Relevant["gpu"]);

    /// <summary>Of the C library.</summary>
    public string? LibcVersion => Text(Lock.Relevant["libc"]);

    /// <summary>The system's name with its version, as it calls itself.</summary>
    public string? System => Text(Lock.Informative["os"]);

    /// <summary>Hashes of the NuGet packages of a training's program, as NuGet writes them, by <c>name/version</c>; empty where not recorded.</summary>
    public IReadOnlyDictionary<string, string> NuGetPackages => Texts(Lock.Informative["packages"]);

    /// <summary>The version of the .NET SDK that built the program; null where it was not recorded.</summary>
    public string? Sdk => Text(Lock.Informative["sdk"]);

    /// <summary>.NET's name with its version.</summary>
    public string? Runtime => Text(Lock.Informative["runtime"]);

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static Dictionary<string, string> Texts(JsonNode? node)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in node as JsonObject ?? [])
        {
            if (Text(value) is { } text)
            {
                texts[key] = text;
            }
        }

        return texts;
    }
}
