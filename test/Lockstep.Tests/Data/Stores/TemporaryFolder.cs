namespace Lockstep.Tests.Data.Stores;

/// <summary>A folder that goes with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lockstep-stores-").FullName;

    public string PathOf(string relPath) => System.IO.Path.Combine(Path, relPath);

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
    }
}
