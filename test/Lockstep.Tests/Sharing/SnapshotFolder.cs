using System.Text;
using Lockstep.Snapshots;

namespace Lockstep.Tests.Sharing;

/// <summary>A temporary place with a sealed snapshot <c>cats</c> in it.</summary>
internal sealed class SnapshotFolder : IDisposable
{
    public SnapshotFolder(params string[] relPaths)
    {
        Place = Directory.CreateTempSubdirectory("lockstep-sharing-").FullName;
        foreach (var relPath in relPaths.Length > 0 ? relPaths : ["cat/1.png", "cat/2.png", "dog/1.png", "notes.txt"])
        {
            Write($"cats/{relPath}", $"content of {relPath}");
        }

        Snapshot = new Snapshot(PathOf("cats"));
        Manifest = Snapshot.Seal("cats", TimeProvider.System, cancellation: TestContext.Current.CancellationToken);
    }

    public string Place { get; }

    public Snapshot Snapshot { get; }

    public Manifest Manifest { get; }

    public string PathOf(string relPath) => Path.Combine(Place, relPath);

    public void Write(string relPath, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(relPath)) ?? Place);
        File.WriteAllBytes(PathOf(relPath), Encoding.UTF8.GetBytes(text));
    }

    public string Read(string relPath) => File.ReadAllText(PathOf(relPath));

    public void Dispose() => Directory.Delete(Place, recursive: true);
}
