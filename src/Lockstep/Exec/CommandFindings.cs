using System.Text.Json.Nodes;

namespace Lockstep.Exec;

/// <summary>What a command turned out to use, for its locks.</summary>
/// <param name="Code">The files of code that it ran or read, by their path from the repository or the working folder, with SHA-256.</param>
/// <param name="Inputs">Other files that it read outside its snapshots, likewise.</param>
/// <param name="Libraries">Native libraries that it loaded, by file name, with SHA-256.</param>
/// <param name="Python">Its version and packages; null where no Python ran, or none was reached.</param>
/// <param name="R">Likewise.</param>
/// <param name="Switches">Of PyTorch, as they were at the last step; null where there was none.</param>
/// <param name="IsAddressOrderFixed">Whether the kernel gave the same addresses each time.</param>
internal sealed record CommandFindings(
    IReadOnlyDictionary<string, string> Code,
    IReadOnlyDictionary<string, string> Inputs,
    IReadOnlyDictionary<string, string> Libraries,
    JsonObject? Python,
    JsonObject? R,
    JsonObject? Switches,
    bool IsAddressOrderFixed)
{
    /// <summary>Where the libraries lay, by the same names.</summary>
    public IReadOnlyDictionary<string, string> LibraryFiles { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the numeric libraries say of how they were built, and which instructions they chose; null where nothing said so.</summary>
    public JsonObject? Kernels { get; init; }

    /// <summary>Where Python lay; null where none ran.</summary>
    public JsonObject? Interpreter { get; init; }

    /// <summary>Version and build of each package of a conda environment, by name; empty where it was none.</summary>
    public IReadOnlyDictionary<string, string> Conda { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Digests of the lists around the working folder that packages may have been installed from, by their names.</summary>
    public IReadOnlyDictionary<string, string> LockFiles { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
