using Lockstep.Files;

namespace Lockstep.Tests.Shared;

/// <summary>A folder that is gone when the test ends, read-only parts too.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("lockstep-test-").FullName;

    public string PathOf(string relPath) => Path.Combine(FullPath, relPath);

    /// <summary>Writes a file and the folders above it.</summary>
    public string Write(string relPath, string text)
    {
        var path = PathOf(relPath);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? FullPath);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => FrozenFiles.Delete(FullPath);
}
