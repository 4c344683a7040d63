using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Lockstep.Tests.Servers;

/// <summary>
/// An HTTP server before an S3 server: it can change a byte of what is put, answer the SHA-256 of what it passed on, as
/// Amazon's does, and keep a request waiting.
/// </summary>
internal sealed class ChangingProxy : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly HttpClient client = new();
    private readonly string server;

    public ChangingProxy(string server)
    {
        this.server = server;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://{probe.LocalEndpoint}";
        }

        listener.Prefixes.Add(Url + "/");
        listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    public bool Vouches { get; set; }

    /// <summary>Whether to change what is put under this path.</summary>
    public Func<string, bool> Changes { get; set; } = _ => false;

    /// <summary>Awaited with method and path before a request is passed on.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Method and path of each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>The content encodings of what was put.</summary>
    public ConcurrentQueue<string> Encodings { get; } = [];

    public void Dispose()
    {
        listener.Close();
        client.Dispose();
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                _ = PassAsync(await listener.GetContextAsync());
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task PassAsync(HttpListenerContext context)
    {
        var path = context.Request.RawUrl ?? "/";
        var method = context.Request.HttpMethod;
        Requests.Enqueue($"{method} {path}");
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        var bytes = body.ToArray();
        if (method == "PUT")
        {
            Encodings.Enqueue(context.Request.Headers["Content-Encoding"] ?? "");
            if (Changes(path) && bytes.Length > 0)
            {
                bytes[^1] ^= 1;
            }
        }

        await Before($"{method} {path}");
        using var request = new HttpRequestMessage(new HttpMethod(method), server
            + path)
        { Content = method is "PUT" or "POST" ? new ByteArrayContent(bytes) : null };
        request.Content?.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType ?? "application/octet-stream");
        using var answer = await client.SendAsync(request);
        var content = await answer.Content.ReadAsByteArrayAsync();
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        context.Response.Headers["ETag"] = answer.Headers.ETag?.ToString();
        if (Vouches && method == "PUT")
        {
            context.Response.Headers["x-amz-checksum-sha256"] = Convert.ToBase64String(SHA256.HashData(bytes));
        }

        context.Response.ContentLength64 = method == "HEAD" ? answer.Content.Headers.ContentLength ?? 0 : content.Length;
        if (method != "HEAD")
        {
            await context.Response.OutputStream.WriteAsync(content);
        }

        context.Response.Close();
    }
}
