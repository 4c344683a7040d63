using Lockstep.Files;

namespace Lockstep.Runs;

// What is made of a finished run, to be looked at.
public sealed partial class RunFolder
{
    /// <summary>In UTF-8.</summary>
    public void WriteArtifact(string name, string text) => AtomicFile.WriteAllText(Path.Combine(FullPath, "artifacts", name), text);

    /// <param name="name">Its path below <c>artifacts</c>; folders are made.</param>
    public void WriteArtifact(string name, byte[] bytes)
    {
        var path = Path.Combine(FullPath, "artifacts", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? FullPath);
        AtomicFile.WriteAllBytes(path, bytes);
    }

    /// <param name="name">Its path below <c>artifacts</c>.</param>
    public bool HasArtifact(string name) => Presence.IsFile(Path.Combine(FullPath, "artifacts", name));

    /// <summary>The text of an artifact; null where it is not there.</summary>
    public string? TryReadArtifact(string name) =>
        Path.Combine(FullPath, "artifacts", name) is var path && Presence.IsFile(path) ? RegularFile.ReadAllText(path) : null;
}
