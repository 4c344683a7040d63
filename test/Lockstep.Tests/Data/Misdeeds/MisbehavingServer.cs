using System.Net;
using System.Net.Sockets;

namespace Lockstep.Tests.Data.Misdeeds;

/// <summary>A server on 127.0.0.1 that answers everything with one misdeed.</summary>
internal sealed class MisbehavingServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Misdeed misdeed;

    public MisbehavingServer(Misdeed misdeed)
    {
        this.misdeed = misdeed;
        listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

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
                var request = new byte[1 << 16];
                _ = await stream.ReadAsync(request, stop.Token);
                await stream.WriteAsync(misdeed.Bytes, stop.Token);
                if (misdeed.Silence)
                {
                    await Task.Delay(Timeout.Infinite, stop.Token);
                }

                client.Client.Shutdown(SocketShutdown.Send);
                while (await stream.ReadAsync(request, stop.Token) > 0)
                {
                }
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client hung up.
        }
    }
}
