using System.Buffers;

namespace Lockstep.Data.Stores;

/// <summary>Moves bytes from a store's stream to the caller's, and keeps the two apart when one fails.</summary>
internal static class Transfer
{
    private const int BufferSize = 1 << 18;

    /// <summary>What reading throws becomes what <paramref name="failed"/> makes of it; what writing throws passes as it is.</summary>
    public static async Task CopyAsync(Stream source, Stream destination, Func<Exception, StoreException> failed, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await ReadAsync(source, buffer, failed, cancellation).ConfigureAwait(false) is var read and > 0)
            {
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<int> ReadAsync(Stream source, byte[] buffer, Func<Exception, StoreException> failed, CancellationToken cancellation)
    {
        try
        {
            return await source.ReadAsync(buffer.AsMemory(0, BufferSize), cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            throw failed(exception);
        }
    }
}
