using System.Security.Cryptography;
using Lockstep.Files;
using Lockstep.Snapshots.Downloads;

namespace Lockstep.Tests.Data.Downloads;

public sealed partial class DownloadTests : IDisposable
{
    private static readonly DownloadPatience Short = new(4, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(20));
    private readonly string folder = Directory.CreateTempSubdirectory("lockstep-download-").FullName;
    private readonly HttpClient client = Download.Client();

    private string Partial => Path.Combine(folder, "partial");

    public void Dispose()
    {
        client.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_file_arrives_and_is_proven()
    {
        var bytes = Bytes(300_000);
        using var server = new FileServer((request, stream) => FileServer.SendAsync(request, stream, bytes));
        Assert.Equal(bytes, await FetchAsync(PinOf(server, bytes)));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_earlier_try_is_gone_on_with_and_only_the_rest_is_sent()
    {
        var bytes = Bytes(300_000);
        using var server = new FileServer((request, stream) => FileServer.SendAsync(request, stream, bytes));
        await File.WriteAllBytesAsync(Partial, bytes[..123_456], TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await FetchAsync(PinOf(server, bytes)));
        Assert.Equal([123_456L], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_file_that_is_all_there_is_not_asked_for()
    {
        var bytes = Bytes(3_000);
        using var server = new FileServer((request, stream) => FileServer.SendAsync(request, stream, bytes));
        await File.WriteAllBytesAsync(Partial, bytes, TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await FetchAsync(PinOf(server, bytes)));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_connection_that_breaks_every_64_KB_delays_but_does_not_stop_it()
    {
        var bytes = Bytes(2_000_000);
        using var server = new FileServer(async (request, stream) =>
        {
            var from = (int)(request.From ?? 0);
            await FileServer.HeadAsync(
                stream, from > 0 ? "206 Partial Content" : "200 OK", $"Content-Range: bytes {from}-{bytes.Length - 1}/{bytes.Length}",
                $"Content-Length: {bytes.Length - from}");
            await stream.WriteAsync(bytes.AsMemory(from, Math.Min(65_536, bytes.Length - from)));
        });
        Assert.Equal(bytes, await FetchAsync(PinOf(server, bytes)));
        Assert.Equal(Enumerable.Range(0, 31).Select(number => number == 0 ? null : (long?)(number * 65_536)), server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_sends_all_again()
    {
        var bytes = Bytes(300_000);
        using var server = new FileServer((_, stream) => FileServer.SendAllAsync(stream, bytes));
        await File.WriteAllBytesAsync(Partial, bytes[..100], TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await FetchAsync(PinOf(server, bytes)));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_and_breaks_off_is_given_up_and_the_rest_kept()
    {
        var bytes = Bytes(300_000);
        using var server = new FileServer(async (_, stream) =>
        {
            await FileServer.HeadAsync(stream, "200 OK", $"Content-Length: {bytes.Length}");
            await stream.WriteAsync(bytes.AsMemory(0, 100_000));
        });
        var exception = await Assert.ThrowsAsync<LockstepException>(() => FetchAsync(PinOf(server, bytes)));
        Assert.Contains("100000 of 300000 bytes have arrived and are kept", exception.Message, StringComparison.Ordinal);
        Assert.Equal(bytes[..100_000], await File.ReadAllBytesAsync(Partial, TestContext.Current.CancellationToken));
        Assert.InRange(server.Requests.Count, Short.Tries, Short.Tries + 1);
    }

    [Fact]
    public async Task A_range_that_is_refused_makes_it_start_anew()
    {
        var bytes = Bytes(3_000);
        using var server = new FileServer((request, stream) =>
            request.From is null ? FileServer.SendAllAsync(stream, bytes) : FileServer.HeadAsync(stream, "416 Range Not Satisfiable", "Content-Length: 0"));
        await File.WriteAllBytesAsync(Partial, bytes[..1_000], TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await FetchAsync(PinOf(server, bytes)));
        Assert.Equal([1_000L, null], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_beginning_of_another_file_is_thrown_away()
    {
        var bytes = Bytes(300_000);
        using var server = new FileServer((request, stream) => FileServer.SendAsync(request, stream, bytes));
        foreach (var length in (int[])[1, 100_000, 299_999, 300_000])
        {
            await File.WriteAllBytesAsync(Partial, new byte[length], TestContext.Current.CancellationToken);
            Assert.Equal(bytes, await FetchAsync(PinOf(server, bytes)));
        }

        await File.WriteAllBytesAsync(Partial, new byte[300_001], TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await FetchAsync(PinOf(server, bytes)));
    }

    [Fact]
    public async Task A_file_that_changes_between_two_pieces_is_fetched_anew()
    {
        var bytes = Bytes(300_000);
        using var server = new FileServer(async (request, stream) =>
        {
            if (request.Number == 1)
            {
                await FileServer.HeadAsync(stream, "200 OK", $"Content-Length: {bytes.Length}");
                await stream.WriteAsync(new byte[70_000]);
                return;
            }

            await FileServer.SendAsync(request, stream, bytes);
        });
        Assert.Equal(bytes, await FetchAsync(PinOf(server, bytes)));
        Assert.Equal([null, 70_000L, null], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task Redirections_are_followed()
    {
        var bytes = Bytes(3_000);
        using var server = new FileServer((request, stream) => request.Path == "/file.bin"
            ? FileServer.HeadAsync(stream, "302 Found", "Location: /elsewhere", "Content-Length: 0")
            : FileServer.SendAsync(request, stream, bytes));
        Assert.Equal(bytes, await FetchAsync(PinOf(server, bytes)));
    }

    [Fact]
    public async Task Nobody_listening_is_a_failure_of_the_network()
    {
        PinnedFile file;
        using (var server = new FileServer((_, _) => Task.CompletedTask))
        {
            file = PinOf(server, Bytes(10));
        }

        Assert.IsNotType<NotAsPinnedException>(await Assert.ThrowsAnyAsync<LockstepException>(() => FetchAsync(file)));
    }

    [Fact]
    public async Task A_server_that_falls_silent_counts_as_a_broken_connection()
    {
        var bytes = Bytes(100_000);
        using var held = new SemaphoreSlim(0);
        using var server = new FileServer(async (request, stream) =>
        {
            if (request.Number == 1)
            {
                await FileServer.HeadAsync(stream, "200 OK", $"Content-Length: {bytes.Length}");
                await stream.WriteAsync(bytes.AsMemory(0, 50_000));
                await held.WaitAsync();
            }

            await FileServer.SendAsync(request, stream, bytes);
        });
        Assert.Equal(bytes, await FetchAsync(PinOf(server, bytes), patience: Short with { Stall = TimeSpan.FromSeconds(2) }));
        held.Release();
    }

    [Fact]
    public async Task Cancelling_keeps_what_arrived()
    {
        var bytes = Bytes(1_000_000);
        using var held = new SemaphoreSlim(0);
        using var cancelled = new CancellationTokenSource();
        using var server = new FileServer(async (request, stream) =>
        {
            if (request.Number == 1)
            {
                await FileServer.HeadAsync(stream, "200 OK", $"Content-Length: {bytes.Length}");
                await stream.WriteAsync(bytes.AsMemory(0, 400_000));
                await held.WaitAsync();
            }

            await FileServer.SendAsync(request, stream, bytes);
        });
        var file = PinOf(server, bytes);
        var whenEnough = new Told(progress =>
        {
            if (progress.Bytes >= 400_000)
            {
                cancelled.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FetchAsync(file, whenEnough, cancellation: cancelled.Token));
        held.Release();
        Assert.Equal(400_000, new FileInfo(Partial).Length);
        Assert.Equal(bytes, await FetchAsync(file));
        Assert.Equal([null, 400_000L], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task Two_at_once_do_not_mix()
    {
        var bytes = Bytes(3_000);
        using var server = new FileServer((request, stream) => FileServer.SendAsync(request, stream, bytes));
        var download = new Download(client, Short, TimeProvider.System);
        await using var first = await download.FetchAsync(PinOf(server, bytes), Partial, cancellation: TestContext.Current.CancellationToken);
        var exception = await Assert.ThrowsAsync<LockstepException>(
            () => download.FetchAsync(PinOf(server, bytes), Partial, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("let it finish", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_on_this_disk_needs_no_server()
    {
        var bytes = Bytes(300_000);
        var path = Path.Combine(folder, "odd #name%20?.bin");
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Partial, bytes[..1_000], TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await FetchAsync(new PinnedFile(new Uri(path), bytes.Length, Sha256.Of(bytes))));
        Assert.Equal("odd #name%20?.bin", new PinnedFile(new Uri(path), bytes.Length, Sha256.Of(bytes)).FileName);
        await Assert.ThrowsAsync<LockstepException>(() => FetchAsync(new PinnedFile(new Uri(folder), 1, Sha256.Of(""))));
        await Assert.ThrowsAsync<LockstepException>(() => FetchAsync(new PinnedFile(new Uri(Path.Combine(folder, "absent")), 1, Sha256.Of(""))));
    }

    [Theory]
    [InlineData("ftp://example.org/a.tar", 1, "a")]
    [InlineData("https://example.org/a.tar", 0, "a")]
    [InlineData("https://example.org/a.tar", 1, "g")]
    [InlineData("https://example.org/%2e%2e%2fa", 1, "a")]
    [InlineData("https://example.org/a%00b", 1, "a")]
    public void Impossible_pins_are_refused(string source, long bytes, string digit) =>
        Assert.ThrowsAny<LockstepException>(() => new PinnedFile(new Uri(source), bytes, string.Concat(Enumerable.Repeat(digit, 64))));

    private static PinnedFile PinOf(FileServer server, byte[] bytes) => new(server.AddressOf("file.bin"), bytes.Length, Sha256.Of(bytes));

    private static byte[] Bytes(int count)
    {
        // Enciphered zeros: the same bytes each time, and no piece like another.
        using var aes = Aes.Create();
        aes.Key = new byte[16];
        return aes.EncryptCbc(new byte[count], new byte[16])[..count];
    }

    private async Task<byte[]> FetchAsync(
        PinnedFile file, IProgress<DownloadProgress>? progress = null, DownloadPatience? patience = null, CancellationToken? cancellation = null)
    {
        await using var fetched = await new Download(client, patience ?? Short, TimeProvider.System)
            .FetchAsync(file, Partial, progress, cancellation ?? TestContext.Current.CancellationToken);
        Assert.Equal(Partial, fetched.Name);
        var bytes = new byte[fetched.Length];
        await fetched.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        return bytes;
    }

    private sealed class Told(Action<DownloadProgress> act) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => act(value);
    }
}
