using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Lockstep.Tests.Data.Downloads;

/// <summary>What was asked for.</summary>
/// <param name="Number">From 1, in the order of arrival.</param>
/// <param name="From">Where the range begins; null where all was asked for.</param>
public sealed record FileRequest(int Number, string Path, long? From);

/// <summary>A server on 127.0.0.1 that does and misdoes what a test tells it to; a connection answers one request.</summary>
public sealed partial class FileServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<FileRequest, Stream, Task> answer;
    private int count;

    public FileServer(Func<FileRequest, Stream, Task> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = AcceptAsync();
    }

    public ConcurrentQueue<FileRequest> Requests { get; } = [];

    public Uri AddressOf(string file) => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/{file}");

    /// <summary>As a good server does.</summary>
    public static async Task SendAsync(FileRequest request, Stream stream, byte[] bytes)
    {
        if (request.From >= bytes.Length)
        {
            await HeadAsync(stream, "416 Range Not Satisfiable", $"Content-Range: bytes */{bytes.Length}", "Content-Length: 0");
        }
        else if (request.From is { } from)
        {
            await HeadAsync(
                stream, "206 Partial Content", $"Content-Range: bytes {from}-{bytes.Length - 1}/{bytes.Length}", $"Content-Length: {bytes.Length - from}");
            await stream.WriteAsync(bytes.AsMemory((int)from));
        }
        else
        {
            await SendAllAsync(stream, bytes);
        }
    }

    public static async Task SendAllAsync(Stream stream, byte[] bytes)
    {
        await HeadAsync(stream, "200 OK", $"Content-Length: {bytes.Length}");
        await stream.WriteAsync(bytes);
    }

    public static async Task HeadAsync(Stream stream, string status, params string[] headers) =>
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}Connection: close\r\n\r\n"));

    public void Dispose()
    {
        stop.Cancel();
        listener.Stop();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await using var stream = client.GetStream();
                var head = new StringBuilder();
                var one = new byte[1];
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1)
                {
                    head.Append((char)one[0]);
                }

                var range = Range().Match(head.ToString());
                var request = new FileRequest(Interlocked.Increment(ref count), head.ToString().Split(' ')[1], range.Success
                    ? long.Parse(range.Groups[1].Value, CultureInfo.InvariantCulture)
                    : null);
                Requests.Enqueue(request);
                await answer(request, stream);

                // Not closed before the other side has read all: what is on its way would be lost.
                client.Client.Shutdown(SocketShutdown.Send);
                while (await stream.ReadAsync(one) > 0)
                {
                }
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // The client hung up.
        }
    }

    [GeneratedRegex(@"^Range: bytes=(\d+)-\r$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Range();
}
