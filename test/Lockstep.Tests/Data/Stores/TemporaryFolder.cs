using Lockstep.Files;

namespace Lockstep.Tests.Data.Stores;

/// <summary>A folder that goes with the test, snapshots in it too.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lockstep-stores-").FullName;

    public string PathOf(string relPath) => System.IO.Path.Combine(Path, relPath);

    public void Dispose() => FrozenFiles.Delete(Path);
}
