using Lockstep.Files;

namespace Lockstep.Locks;

/// <summary>The programs, packages and libraries that an Environment lock names.</summary>
/// <param name="Lock">Of the Environment box.</param>
public readonly record struct RecordedSoftware(BoxLock Lock)
{
    /// <summary>Null where no Python ran.</summary>
    public string? PythonVersion => LooseJson.Text(LooseJson.Object(Lock.Relevant, "python"), "version");

    /// <summary>Versions of the packages of Python's that were imported, by name.</summary>
    public IReadOnlyDictionary<string, string> PythonPackages => LooseJson.Dictionary(LooseJson.Object(Lock.Relevant, "python"), "packages");

    /// <summary>Digests of the packages' own lists of their files, by name.</summary>
    public IReadOnlyDictionary<string, string> PythonDigests => LooseJson.Dictionary(LooseJson.Object(Lock.Relevant, "python"), "digests");

    /// <summary>Null where no R ran.</summary>
    public string? RVersion => LooseJson.Text(LooseJson.Object(Lock.Relevant, "r"), "version");

    /// <summary>Versions of the packages of R's that were loaded, by name.</summary>
    public IReadOnlyDictionary<string, string> RPackages => LooseJson.Dictionary(LooseJson.Object(Lock.Relevant, "r"), "packages");

    /// <summary>SHA-256 of native libraries that were loaded, by file name: of a command, or libtorch's and the image decoder's of a training.</summary>
    public IReadOnlyDictionary<string, string> Libraries =>
        new[] { (Lock.Relevant, "libraries"), (Lock.Informative, "libraries"), (LooseJson.Object(Lock.Relevant, "libtorch"), "sha256") }
        .SelectMany(place => LooseJson.Members(place.Item1, place.Item2)).DistinctBy(library => library.Name)
        .ToDictionary(library => library.Name, library => library.Text, StringComparer.Ordinal);

    /// <summary>Null of a run that was a command.</summary>
    public string? TorchSharpVersion => LooseJson.Text(Lock.Relevant, "torchSharp");

    /// <summary>Null of a run that was a command.</summary>
    public string? LibtorchVersion => LooseJson.Text(LooseJson.Object(Lock.Relevant, "libtorch"), "version");

    /// <summary>Name, version and SHA-256 of the image decoder; null of a run that was a command.</summary>
    public (string Name, string Version, string? Sha256)? ImageDecoder =>
        LooseJson.Object(Lock.Relevant, "imageDecoder") is { } decoder
        && LooseJson.Text(decoder, "name") is { } name && LooseJson.Text(decoder, "version") is { } version
            ? (name, version, LooseJson.Text(decoder, "sha256")) : null;

    /// <summary>The device that a training computed on; null of a command.</summary>
    public string? Device => LooseJson.Text(Lock.Relevant, "device");

    /// <summary>What was recorded of the graphics card: its name, and the versions of driver, CUDA and cuDNN; empty where there was none.</summary>
    public IReadOnlyDictionary<string, string> Gpu => LooseJson.Dictionary(Lock.Relevant, "gpu");

    /// <summary>Of the C library.</summary>
    public string? LibcVersion => LooseJson.Text(Lock.Relevant, "libc");

    /// <summary>The system's name with its version, as it calls itself.</summary>
    public string? System => LooseJson.Text(Lock.Informative, "os");

    /// <summary>Hashes of the NuGet packages of a training's program, as NuGet writes them, by <c>name/version</c>; empty where not recorded.</summary>
    public IReadOnlyDictionary<string, string> NuGetPackages => LooseJson.Dictionary(Lock.Informative, "packages");

    /// <summary>The version of the .NET SDK that built the program; null where it was not recorded.</summary>
    public string? Sdk => LooseJson.Text(Lock.Informative, "sdk");

    /// <summary>.NET's name with its version.</summary>
    public string? Runtime => LooseJson.Text(Lock.Informative, "runtime");
}
