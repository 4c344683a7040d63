using System.Text;
using Lockstep.Archives;
using Lockstep.Snapshots;
using Lockstep.Snapshots.Downloads;

namespace Lockstep.Tests.Data.Downloads;

/// <summary>A folder in which archives are unpacked, and beside which nothing may appear.</summary>
internal sealed class UnpackPlace : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("lockstep-unpack-").FullName;

    public UnpackPlace() => Directory.CreateDirectory(Objects);

    /// <summary>Where the store keeps what came out of archives.</summary>
    public string Objects => Path.Combine(root, ".lockstep", "objects");

    public string Destination => Path.Combine(root, "a", "b", "destination");

    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>Unpacks, and returns each file's path with its text.</summary>
    public Dictionary<string, string> Unpack(UnpackLimits? limits, params (string Name, byte[] Bytes)[] archives)
    {
        if (Directory.Exists(Destination))
        {
            Directory.Delete(Destination, recursive: true);
        }

        Directory.CreateDirectory(Destination);
        var files = archives.Select((archive, number) =>
        {
            var path = Path.Combine(root, $"{number}.partial");
            File.WriteAllBytes(path, archive.Bytes);
            return File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }).ToList();
        try
        {
            var plan = UnpackPlan.Of([.. archives.Zip(files, (archive, file) => new Archive(archive.Name, file))], limits
                ?? UnpackLimits.For(archives.Sum(archive => archive.Bytes.Length)), TestContext.Current.CancellationToken);
            var store = LocalStore.Find(root);
            var manifest = Manifest.Of(plan.Take(new StoreIntake(store), TestContext.Current.CancellationToken), name: null);
            Assert.Equal(manifest.Id, Manifest.Parse(Encoding.UTF8.GetBytes(manifest.ToJson()), "").Id);
            foreach (var file in manifest.Files)
            {
                var path = Path.Combine(Destination, file.RelPath);
                Directory.CreateDirectory(Path.GetDirectoryName(path) ?? Destination);
                File.Copy(store.PathOf(file.Sha256), path);
            }

            Notes = plan.Notes;
            return Directory.EnumerateFiles(Destination, "*", SearchOption.AllDirectories)
                .ToDictionary(path => Path.GetRelativePath(Destination, path), File.ReadAllText);
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    /// <summary>What lies beside the destination, the archives and the store apart; should be nothing.</summary>
    public IEnumerable<string> Beside() => Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories)
        .Where(path => !IsObject(path) && !path.StartsWith(Destination, StringComparison.Ordinal)
            && !Destination.StartsWith(path, StringComparison.Ordinal) && !path.EndsWith(".partial", StringComparison.Ordinal));

    public IEnumerable<string> LinksInside() =>
        Directory.EnumerateFileSystemEntries(Destination, "*", SearchOption.AllDirectories).Where(path => new FileInfo(path).LinkTarget is not null);

    private bool IsObject(string path) =>
        path == Path.GetDirectoryName(Objects) || path == Path.Combine(root, ".lockstep", "incoming") || path.StartsWith(Objects, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(root, recursive: true);
}
