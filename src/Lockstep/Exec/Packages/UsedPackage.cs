namespace Lockstep.Exec.Packages;

/// <summary>A package of Python's that a command used, or that one of those needs.</summary>
/// <param name="Name">As its installer wrote it.</param>
/// <param name="Info">The folder with what its installer wrote down of it; null where none was found.</param>
/// <param name="Path">Of its module; null of one that was not imported.</param>
internal sealed record UsedPackage(string Name, string Version, string? Info, string? Path)
{
    /// <summary>What can stand in a list of requirements.</summary>
    public bool IsNamed => PythonName.IsName(Name) && PythonName.IsVersion(Version);
}
