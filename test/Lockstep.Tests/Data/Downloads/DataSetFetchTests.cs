using System.IO.Hashing;
using System.Text;
using Lockstep.Archives;
using Lockstep.Files;
using Lockstep.Snapshots;
using Lockstep.Snapshots.Downloads;

namespace Lockstep.Tests.Data.Downloads;

public sealed class DataSetFetchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lockstep-fetch-").FullName;
    private readonly HttpClient client = Download.Client();

    public DataSetFetchTests() => Directory.CreateDirectory(Path.Combine(folder, ".lockstep"));

    private string Destination => Path.Combine(folder, "data", "set");

    public void Dispose()
    {
        client.Dispose();
        FrozenFiles.Delete(folder);
    }

    [Fact]
    public async Task MNIST_passes_the_pins_of_the_catalogue()
    {
        var data = Environment.GetEnvironmentVariable("LOCKSTEP_TEST_DATA");
        Assert.SkipUnless(Directory.Exists(Path.Combine(data ?? "", "mnist")), "needs MNIST in the folder 'mnist' of LOCKSTEP_TEST_DATA");
        using var server = new FileServer(
            async (request, stream) => await FileServer.SendAsync(request, stream, await File.ReadAllBytesAsync(Path.Combine(data ?? "", request.Path[1..]))));
        var published = DatasetCatalog.Find("mnist") ?? throw new InvalidOperationException("MNIST is gone");
        var fetched = await FetchAsync(published with
        {
            Files = [.. published.Files.Select(file => new PinnedFile(server.AddressOf($"mnist/{file.FileName}"), file.Bytes, file.Sha256))]
        });
        Assert.Equal(
            ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"],
            fetched.Manifest.Files.Select(file => file.RelPath));
        Assert.Equal(
            published.Files.Select(file => file.Sha256).Order(StringComparer.Ordinal),
            fetched.Manifest.Files.Select(file => file.Sha256).Order(StringComparer.Ordinal));
        Assert.All(fetched.Manifest.Files, file =>
            Assert.Equal((file.Sha256, file.Bytes), Sha256.OfFile(Path.Combine(Destination, file.RelPath), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Three_archives_make_one_snapshot()
    {
        var zips = new Dictionary<string, byte[]>
        {
            ["/train.zip"] = ArchiveFile.Zip(("train/healthy/1.jpg", "1")),
            ["/validation.zip"] = ArchiveFile.Zip(("validation/healthy/2.jpg", "2")),
            ["/test.zip"] = ArchiveFile.Zip(("test/healthy/3.jpg", "3"), ("__MACOSX/test/._healthy", "")),
        };
        using var server = new FileServer((request, stream) => FileServer.SendAsync(request, stream, zips[request.Path]));
        Directory.CreateDirectory(Destination);
        var fetched = await FetchAsync(SetOf(server, zips));
        Assert.Equal(["test/healthy/3.jpg", "train/healthy/1.jpg", "validation/healthy/2.jpg"], fetched.Manifest.Files.Select(file => file.RelPath));
        Assert.Equal("beans", fetched.Manifest.Name);
        Assert.Single(fetched.Notes);
        Assert.Equal([fetched.Manifest.Id], LocalStore.Find(folder).Registered().Select(snapshot => snapshot.ManifestId));
        Assert.True(FileAttributes.ReadOnly == (File.GetAttributes(Path.Combine(Destination, "test/healthy/3.jpg")) & FileAttributes.ReadOnly)
            || Environment.IsPrivilegedProcess);
        Assert.Equal(fetched.Manifest.Id, Manifest.Load(Path.Combine(Destination, Manifest.FileName)).Id);
    }

    [Fact]
    public async Task Where_one_of_several_files_is_wrong_nothing_appears_and_the_good_ones_are_kept()
    {
        var zips = new Dictionary<string, byte[]> { ["/a.zip"] = ArchiveFile.Zip(("a", "1")), ["/b.zip"] = ArchiveFile.Zip(("b", "2")) };
        using var server = new FileServer((request, stream) =>
            FileServer.SendAsync(request, stream, request.Path == "/b.zip" && request.Number == 2 ? new byte[zips["/b.zip"].Length] : zips[request.Path]));
        var set = SetOf(server, zips);
        await Assert.ThrowsAsync<NotAsPinnedException>(() => FetchAsync(set));
        Assert.False(Directory.Exists(Destination));
        Assert.Equal(2, (await FetchAsync(set)).Manifest.Files.Count);
        Assert.Equal(["/a.zip", "/b.zip", "/b.zip"], server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task A_folder_with_anything_in_it_is_left_alone()
    {
        using var server = new FileServer((request, stream) => FileServer.SendAsync(request, stream, [1]));
        Directory.CreateDirectory(Destination);
        await File.WriteAllTextAsync(Path.Combine(Destination, "mine"), "", TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<LockstepException>(() => FetchAsync(SetOf(server, new() { ["/a"] = [1] })));
        Assert.Empty(server.Requests);
        Assert.Equal(["mine"], Directory.EnumerateFileSystemEntries(Destination).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_is_unpacked_is_never_half_there()
    {
        // The second archive's damage shows only when its bytes are written, after the first was.
        var damaged = ArchiveFile.Replace(ArchiveFile.Zip(("b", "text")), Encoding.Latin1.GetString(Crc32.Hash("text"u8)), "\0\0\0\0");
        var zips = new Dictionary<string, byte[]> { ["/a.zip"] = ArchiveFile.Zip(("a", "1")), ["/b.zip"] = damaged };
        using var server = new FileServer((request, stream) => FileServer.SendAsync(request, stream, zips[request.Path]));
        await Assert.ThrowsAsync<ArchiveException>(() => FetchAsync(SetOf(server, zips)));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(folder, ".lockstep", "downloads")));
        Assert.False(Directory.Exists(Destination));
    }

    [Fact]
    public void Every_name_of_the_catalogue_is_its_own_nearest() =>
        Assert.All(DatasetCatalog.DataSets, set => Assert.Equal(set.Name, DatasetCatalog.Nearest(set.Name)));

    [Fact]
    public void The_catalogues_files_can_be_unpacked_and_no_two_share_a_name() => Assert.All(DatasetCatalog.DataSets, set =>
    {
        Assert.Equal(set.Files.Count, set.Files.Select(file => file.FileName).Distinct(StringComparer.Ordinal).Count());
        Assert.All(set.Files, file => Assert.False(DataSetFetch.CannotUnpack(file.FileName)));
    });

    private static PinnedDataSet SetOf(FileServer server, Dictionary<string, byte[]> files) =>
        new("beans", [.. files.Select(file => new PinnedFile(server.AddressOf(file.Key[1..]), file.Value.Length, Sha256.Of(file.Value)))]);

    private Task<FetchedDataSet> FetchAsync(PinnedDataSet set) =>
        new DataSetFetch(
            new Download(client, new DownloadPatience(2, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(20)), TimeProvider.System), LocalStore.Find(folder))
            .FetchAsync(set, Destination, cancellation: TestContext.Current.CancellationToken);
}
