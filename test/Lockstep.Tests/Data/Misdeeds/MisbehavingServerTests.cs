using Amazon.Runtime;
using Amazon.S3;
using Azure.Storage.Blobs;
using Lockstep.Files;
using Lockstep.Snapshots;
using Lockstep.Snapshots.Downloads;
using Lockstep.Snapshots.Stores;
using Lockstep.Tests.Servers;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Data.Misdeeds;

/// <summary>Whatever a server does, the answer is one of ours; no wrong file is taken, and nothing is left half.</summary>
public sealed class MisbehavingServerTests : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(300);
    private static readonly byte[] Wanted = [.. Enumerable.Range(0, 4_000).Select(index => (byte)(index % 251))];
    private static readonly StorePatience Patience = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(5), Silence);

    private readonly TemporaryFolder place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => place.Dispose();

    [Fact]
    public void There_are_many_ways_and_each_has_a_name_of_its_own()
    {
        Assert.True(Misdeed.All.Count >= 100, $"{Misdeed.All.Count}");
        Assert.Distinct(Misdeed.All.Select(misdeed => misdeed.Name));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_500)]
    public Task A_fetch_ends_in_an_answer_and_keeps_no_more_than_a_beginning(int kept) => WithEachAsync(async (server, misdeed) =>
    {
        using var client = Download.Client();
        var path = place.PathOf($"{kept}-{misdeed.Name.GetHashCode(StringComparison.Ordinal)}.partial");
        if (kept > 0)
        {
            await File.WriteAllBytesAsync(path, Wanted[..kept], Cancellation);
        }

        var file = new PinnedFile(new Uri(server.Url + "/it.bin"), Wanted.Length, Sha256.Of(Wanted));
        await Assert.ThrowsAnyAsync<LockstepException>(
            () => new Download(client, new DownloadPatience(2, TimeSpan.FromMilliseconds(1), Silence), TimeProvider.System)
                .FetchAsync(file, path, cancellation: Cancellation));
        Assert.True(!File.Exists(path) || new FileInfo(path).Length < Wanted.Length);
    });

    [Fact]
    public Task S3_ends_in_an_answer() => WithEachAsync(async (server, _) =>
    {
        var settings = S3Store.Settings();
        settings.ServiceURL = server.Url;
        settings.AuthenticationRegion = "us-east-1";
        settings.ForcePathStyle = true;
        using var store = new S3Store(new AmazonS3Client(new BasicAWSCredentials("test", "test"), settings), "snapshots", "root/", patience: Patience);
        await AllAsync(store);
    });

    [Fact]
    public Task Azure_ends_in_an_answer() => WithEachAsync(async (server, _) =>
    {
        var settings = AzureBlobStore.Settings();
        using var store = new AzureBlobStore(
            new BlobContainerClient(AzureServer.ConnectionStringOf(server.Url), "snapshots", settings), "root/", patience: Patience);
        await AllAsync(store);
    });

    /// <summary>Every request of a store: done, or refused in words of ours; and a pull takes nothing.</summary>
    private async Task AllAsync(IObjectStore store)
    {
        await DoneOrRefusedAsync(() => store.FindAsync("objects/ab/cd", Cancellation));
        await DoneOrRefusedAsync(async () => await store.ListAsync("objects/", Cancellation).Take(100).CountAsync(Cancellation));
        await DoneOrRefusedAsync(() => store.PutAsync("objects/ab/cd", OutgoingStream.OfBytes("it", Wanted), Cancellation));
        await DoneOrRefusedAsync(async () =>
        {
            await store.DeleteAsync("objects/ab/cd", Cancellation);
            return 0;
        });

        var here = Directory.CreateDirectory(Path.Combine(place.FullPath, Path.GetRandomFileName())).FullName;
        var manifest = Manifest.Of([new ManifestEntry("it.bin", Wanted.Length, Sha256.Of(Wanted))], "it");
        var local = LocalStore.Find(here);
        await Assert.ThrowsAnyAsync<LockstepException>(
            () => SnapshotPull.RunAsync(manifest, store, local, Path.Combine(here, "pulled"), progress: null, Cancellation));
        Assert.False(Path.Exists(Path.Combine(here, "pulled")));
        Assert.Empty(local.All());
        Assert.Empty(local.LeftIncoming());
        await Assert.ThrowsAnyAsync<LockstepException>(() => SnapshotPull.FindAsync(store, "cats-v1", Cancellation));
    }

    private static async Task DoneOrRefusedAsync<T>(Func<Task<T>> act)
    {
        try
        {
            await act();
        }
        catch (LockstepException exception)
        {
            Assert.DoesNotContain(exception.Message, character => char.IsControl(character));
        }
    }

    private static Task WithEachAsync(Func<MisbehavingServer, Misdeed, Task> act) =>
        Parallel.ForEachAsync(Misdeed.All, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancellation }, async (misdeed, _) =>
        {
            using var server = new MisbehavingServer(misdeed);
            try
            {
                await act(server, misdeed).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Assert.Fail($"{misdeed}: {exception}");
            }
        });
}
