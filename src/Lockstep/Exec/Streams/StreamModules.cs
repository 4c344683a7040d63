namespace Lockstep.Exec.Streams;

/// <summary>What all processes of a command imported, each once, in ordinal order.</summary>
/// <param name="Packages">By name and version.</param>
/// <param name="Sources">Absolute paths of Python files outside the prefix.</param>
/// <param name="Extensions">Absolute paths of native libraries.</param>
internal sealed record StreamModules(IReadOnlyList<StreamPackage> Packages, IReadOnlyList<string> Sources, IReadOnlyList<string> Extensions);

/// <summary>A package of Python's.</summary>
/// <param name="Info">The folder with what its installer wrote down of it; null where none was found.</param>
internal sealed record StreamPackage(string Name, string Version, string? Path, string? Info);
