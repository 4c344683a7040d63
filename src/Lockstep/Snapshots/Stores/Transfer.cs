using System.Buffers;
using System.Globalization;

namespace Lockstep.Snapshots.Stores;

/// <summary>Moves bytes from a store's stream to the caller's, and keeps the two apart when one fails.</summary>
internal static class Transfer
{
    private const int BufferSize = 1 << 18;

    /// <summary>What reading throws becomes a <see cref="BrokenBodyException"/>; what writing throws passes as it is.</summary>
    /// <param name="bytes">How many are to come; null where that isn't known.</param>
    /// <param name="stall">Without a byte counts as broken off.</param>
    public static async Task CopyAsync(Stream source, long? bytes, Stream destination, TimeSpan stall, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            var copied = 0L;
            while (true)
            {
                silence.CancelAfter(stall);
                int read;
                try
                {
                    read = await source.ReadAsync(buffer.AsMemory(0, BufferSize), silence.Token).ConfigureAwait(false);
                }
                catch (Exception) when (!cancellation.IsCancellationRequested && copied == bytes)
                {
                    // All of it is there: a client that checks it in its own way says so here, and the caller's digest says it for every kind of store.
                    return;
                }
                catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
                {
                    throw new BrokenBodyException(
                        new IOException(string.Create(CultureInfo.InvariantCulture, $"nothing came for {stall.TotalSeconds:0.#} s, after {copied} bytes")));
                }
                catch (Exception exception) when (!cancellation.IsCancellationRequested)
                {
                    throw new BrokenBodyException(exception);
                }

                if (read == 0)
                {
                    if (copied < bytes)
                    {
                        throw new BrokenBodyException(
                            new IOException(string.Create(CultureInfo.InvariantCulture, $"it broke off after {copied} of {bytes} bytes")));
                    }

                    return;
                }

                if (copied + read > bytes)
                {
                    // A client may ask for the rest of a body by itself, and a gateway may answer with all of it.
                    throw new BrokenBodyException(
                        new IOException(string.Create(CultureInfo.InvariantCulture, $"more came than the {bytes} bytes that were said")));
                }

                await destination.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                copied += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
