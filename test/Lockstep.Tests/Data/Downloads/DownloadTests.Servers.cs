using Lockstep.Files;
using Lockstep.Snapshots.Downloads;

namespace Lockstep.Tests.Data.Downloads;

public sealed partial class DownloadTests
{
    [Fact]
    public async Task Other_bytes_of_the_right_number_are_deleted_and_both_digests_named()
    {
        var bytes = Bytes(3_000);
        using var server = new FileServer((request, stream) => FileServer.SendAsync(request, stream, new byte[3_000]));
        var exception = await Assert.ThrowsAsync<NotAsPinnedException>(() => FetchAsync(PinOf(server, bytes)));
        Assert.Contains(Sha256.Of(bytes), exception.Message, StringComparison.Ordinal);
        Assert.Contains(Sha256.Of(new byte[3_000]), exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Partial));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(2_999)]
    [InlineData(3_001)]
    public async Task A_file_that_the_server_calls_shorter_or_longer_is_not_fetched(int length)
    {
        using var server = new FileServer((request, stream) => FileServer.SendAsync(request, stream, new byte[length]));
        var exception = await Assert.ThrowsAsync<NotAsPinnedException>(() => FetchAsync(PinOf(server, new byte[3_000])));
        Assert.Contains($"it is {length} bytes, pinned are 3000", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Partial));
    }

    [Fact]
    public async Task Endless_bytes_are_stopped_at_the_pinned_number()
    {
        long sent = 0;
        using var server = new FileServer(async (_, stream) =>
        {
            await FileServer.HeadAsync(stream, "200 OK");
            while (sent < 1L << 30)
            {
                await stream.WriteAsync(new byte[1 << 16]);
                sent += 1 << 16;
            }
        });
        var largest = 0L;
        var exception = await Assert.ThrowsAsync<NotAsPinnedException>(
            () => FetchAsync(PinOf(server, new byte[500_000]), new Told(progress => largest = Math.Max(largest, progress.Bytes))));
        Assert.Contains("more than the pinned 500000 bytes", exception.Message, StringComparison.Ordinal);
        Assert.InRange(largest, 0, 500_000);
        Assert.False(File.Exists(Partial));
    }

    [Fact]
    public async Task A_file_without_a_length_that_ends_early_was_broken_off_and_one_that_tells_its_end_is_another_file()
    {
        var bytes = Bytes(3_000);
        using var server = new FileServer(async (_, stream) =>
        {
            await FileServer.HeadAsync(stream, "200 OK");
            await stream.WriteAsync(bytes.AsMemory(0, 2_000));
        });
        var exception = await Assert.ThrowsAsync<LockstepException>(() => FetchAsync(PinOf(server, bytes)));
        Assert.Contains(
            "it ended after 2000 bytes, pinned are 3000. 2000 of 3000 bytes have arrived and are kept", exception.Message, StringComparison.Ordinal);
        Assert.Equal(bytes[..2_000], await File.ReadAllBytesAsync(Partial, TestContext.Current.CancellationToken));
        File.Delete(Partial);

        using var ending = new FileServer(async (_, stream) =>
        {
            await FileServer.HeadAsync(stream, "200 OK", "Transfer-Encoding: chunked");
            await stream.WriteAsync((byte[])[.. "7d0\r\n"u8, .. bytes[..2_000], .. "\r\n0\r\n\r\n"u8]);
        });
        Assert.Contains(
            "ended after 2000 bytes",
            (await Assert.ThrowsAsync<NotAsPinnedException>(() => FetchAsync(PinOf(ending, bytes)))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Content-Range: bytes 7-{1}/{2}")]
    [InlineData("Content-Range: nonsense")]
    [InlineData("Content-Range: bytes */{2}")]
    public async Task A_part_that_can_not_be_used_makes_it_ask_for_all(string range)
    {
        var bytes = Bytes(300_000);
        using var server = new FileServer(async (request, stream) =>
        {
            if (request.From is { } from)
            {
                string[] said = range.Length == 0
                    ? []
                    : [range.Replace("{1}", $"{bytes.Length - 1}", StringComparison.Ordinal).Replace("{2}", $"{bytes.Length}", StringComparison.Ordinal)];
                await FileServer.HeadAsync(stream, "206 Partial Content", [.. said, $"Content-Length: {bytes.Length - from}"]);
                await stream.WriteAsync(bytes.AsMemory((int)from));
                return;
            }

            await FileServer.SendAllAsync(stream, bytes);
        });
        await File.WriteAllBytesAsync(Partial, bytes[..100_000], TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await FetchAsync(PinOf(server, bytes)));
        Assert.Equal([100_000L, null], server.Requests.Select(request => request.From));
    }

    [Theory]
    [InlineData("file:///etc/hostname", "not file")]
    [InlineData("data:text/plain,x", "not data")]
    [InlineData("javascript:alert(1)", "not javascript")]
    [InlineData("ftp://127.0.0.1/x", "not ftp")]
    [InlineData("mailto:a@example.org", "not mailto")]
    [InlineData("s3://bucket/x", "not s3")]
    [InlineData("http://", "no address")]
    [InlineData("", "no address")]
    public async Task A_redirection_to_anything_but_http_is_named_and_not_followed(string to, string why)
    {
        using var server = new FileServer(
            (_, stream) => FileServer.HeadAsync(stream, "302 Found", [.. to.Length == 0 ? (string[])[] : [$"Location: {to}"], "Content-Length: 0"]));
        var exception = await Assert.ThrowsAsync<LockstepException>(() => FetchAsync(PinOf(server, Bytes(10))));
        Assert.Contains("not followed", exception.Message, StringComparison.Ordinal);
        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Redirections_without_end_are_not_followed_for_ever()
    {
        using var server = new FileServer(
            (request, stream) => FileServer.HeadAsync(stream, "307 Temporary Redirect", $"Location: /{request.Number}", "Content-Length: 0"));
        Assert.Contains(
            "too many redirections",
            (await Assert.ThrowsAsync<LockstepException>(() => FetchAsync(PinOf(server, Bytes(10))))).Message,
            StringComparison.Ordinal);
        Assert.Equal(11, server.Requests.Count);
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_and_one_without_the_file_is_not()
    {
        var bytes = Bytes(3_000);
        using var busy = new FileServer((request, stream) =>
            request.Number < 4 ? FileServer.HeadAsync(stream, "503 Service Unavailable", "Content-Length: 0") : FileServer.SendAsync(request, stream, bytes));
        Assert.Equal(bytes, await FetchAsync(PinOf(busy, bytes)));
        File.Delete(Partial);

        using var without = new FileServer((_, stream) => FileServer.HeadAsync(stream, "404 Not Found", "Content-Length: 0"));
        var exception = await Assert.ThrowsAsync<LockstepException>(() => FetchAsync(PinOf(without, bytes)));
        Assert.Contains("404 (Not Found)", exception.Message, StringComparison.Ordinal);
        Assert.Single(without.Requests);
    }
}
