using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Lockstep.Files;
using Lockstep.Sharing;
using Lockstep.Snapshots;
using Lockstep.Snapshots.Stores;
using Lockstep.Tests.Data.Downloads;
using Lockstep.Tests.Servers;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Data.Stores;

/// <summary>What fails is tried again, by one rule for S3 and Azure.</summary>
public sealed class PatienceTests : IDisposable
{
    private static readonly StorePatience Patience = new(
        TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(4), TimeSpan.FromSeconds(20));
    private static readonly StorePatience Short = new(
        TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(40), TimeSpan.FromSeconds(20));
    private static readonly byte[] Content = [.. Enumerable.Range(0, 200_000).Select(index => (byte)(index % 251))];

    private readonly TemporaryFolder place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_busy_server_is_asked_again_and_only_for_what_failed(bool isS3)
    {
        var asked = new ConcurrentDictionary<string, int>();
        using var server = new FileServer((request, stream) => asked.AddOrUpdate(request.Path, 1, (_, count) => count + 1) <= 2
            ? FileServer.HeadAsync(stream, "503 Slow Down", "Content-Length: 0")
            : FileServer.HeadAsync(
                stream, "200 OK", $"Content-Length: {Content.Length}", "ETag: \"x\"", "Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT",
                "x-ms-blob-type: BlockBlob"));
        using var store = Open(server, isS3, Patience);
        var found = await Task.WhenAll(Enumerable.Range(0, 30).Select(number => store.FindAsync($"objects/{number}", Cancellation)));
        Assert.All(found, item => Assert.Equal(Content.Length, item?.Bytes));
        Assert.Equal(30, asked.Count);
        Assert.All(asked.Values, count => Assert.Equal(3, count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_stays_busy_is_given_up_and_the_tries_are_told(bool isS3)
    {
        using var server = new FileServer((_, stream) => FileServer.HeadAsync(stream, "503 Slow Down", "Content-Length: 0"));
        using var store = Open(server, isS3, Short);
        Assert.Matches("It was tried [0-9]+ times in ", (await Assert.ThrowsAsync<StoreException>(() => store.FindAsync("objects/ab", Cancellation))).Message);
        Assert.InRange(server.Requests.Count, 3, 60);

        using var without = new FileServer((_, stream) => FileServer.HeadAsync(stream, "403 Forbidden", "Content-Length: 0"));
        using var closed = Open(without, isS3, Patience);
        await Assert.ThrowsAsync<StoreException>(() => closed.FindAsync("objects/ab", Cancellation));
        Assert.Single(without.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_breaks_off_is_got_again_and_one_that_was_changed_is_told_alike(bool isS3)
    {
        var changed = Content.ToArray();
        changed[1_000] ^= 1;
        using var hash = IncrementalHash.CreateHash(DigestAlgorithm.Md5.Hash);
        hash.AppendData(Content);
        var etag = Convert.ToHexStringLower(hash.GetHashAndReset());
        async Task SendAsync(Stream stream, byte[] bytes, int sent)
        {
            await FileServer.HeadAsync(
                stream, "200 OK", $"Content-Length: {bytes.Length}", $"ETag: \"{etag}\"", "Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT",
                "x-ms-blob-type: BlockBlob", "x-ms-creation-time: Thu, 01 Jan 2026 00:00:00 GMT");
            await stream.WriteAsync(bytes.AsMemory(0, sent));
        }

        using var breaking = new FileServer((request, stream) => SendAsync(stream, Content, request.Number <= 2 ? 70_000 : Content.Length));
        using var store = Open(breaking, isS3, Patience);
        await PullAsync(store, "whole");
        Assert.Equal(Content, File.ReadAllBytes(place.PathOf("whole/it.bin")));
        Assert.InRange(breaking.Requests.Count, 3, 4); // Azure's client asks for the rest first, which this server doesn't know of

        using var changing = new FileServer((_, stream) => SendAsync(stream, changed, changed.Length));
        using var damaged = Open(changing, isS3, Patience);
        Directory.Delete(place.PathOf(".lockstep/objects"), recursive: true);
        Assert.Contains(
            $"has SHA-256 {Sha256.Of(changed)} there, expected {Sha256.Of(Content)}",
            (await Assert.ThrowsAsync<ContentMismatchException>(() => PullAsync(damaged, "changed"))).Message,
            StringComparison.Ordinal);
        Assert.Single(changing.Requests);
        Assert.False(Path.Exists(place.PathOf("changed")));
    }

    [Theory]
    [InlineData("301 Moved Permanently")]
    [InlineData("400 Bad Request")]
    public async Task The_region_of_a_bucket_that_lies_elsewhere_is_said(string status)
    {
        using var server = new FileServer((_, stream) => FileServer.HeadAsync(stream, status, "x-amz-bucket-region: eu-west-1", "Content-Length: 0"));
        using var store = Open(server, isS3: true, Patience);
        Assert.Contains(
            "set AWS_REGION=eu-west-1",
            (await Assert.ThrowsAsync<StoreException>(() => store.FindAsync("objects/ab", Cancellation))).Message,
            StringComparison.Ordinal);
    }

    private static IObjectStore Open(FileServer server, bool isS3, StorePatience patience)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.AddressOf("").Port}");
        return isS3
            ? new S3Store(S3Server.ClientOf(url), "snapshots", "", patience: patience)
            : new AzureBlobStore(new BlobContainerClient(AzureServer.ConnectionStringOf(url), "snapshots", AzureBlobStore.Settings()), "", patience: patience);
    }

    private Task<TransferSummary> PullAsync(IObjectStore store, string name) => SnapshotPull.RunAsync(
        Manifest.Of([new ManifestEntry("it.bin", Content.Length, Sha256.Of(Content))], name),
        store,
        LocalStore.Find(place.FullPath),
        place.PathOf(name),
        progress: null,
        Cancellation);
}
