using System.Globalization;
using Lockstep.Snapshots.Downloads;

namespace Lockstep.Snapshots.Stores;

/// <summary>Asks a store again for what failed, and only for that.</summary>
internal sealed class Retries(StorePatience patience, TimeProvider time)
{
    /// <summary>Where nobody answers at all, most often the address is wrong.</summary>
    private const int TriesOfNobody = 3;

    /// <param name="act">One request. It is given up where nothing moves for too long, whether it heeds its token or not: clients read
    /// some answers without looking at it.</param>
    /// <param name="content">What the request sends: as long as that is read, something moves. Where it falls silent no other try
    /// is made, which would read it too.</param>
    /// <param name="statusOf">What the server answered to it; 0 for nothing.</param>
    /// <param name="failed">Makes the exception to throw when all is in vain, from the last failure and what is to be said of the tries.</param>
    public async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> act, Func<Exception, int> statusOf, Func<Exception, string, StoreException> failed,
        CancellationToken cancellation, OutgoingStream? content = null)
    {
        var pause = patience.FirstPause;
        long? since = null;
        for (var tries = 1; ; tries++)
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            try
            {
                silence.CancelAfter(patience.Stall);
                content?.WhenRead = () => silence.CancelAfter(patience.Stall);
                return await act(silence.Token).WaitAsync(silence.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not LockstepException
                && !(exception is OperationCanceledException && cancellation.IsCancellationRequested))
            {
                since ??= time.GetTimestamp();
                var isSilent = silence.IsCancellationRequested;
                exception = isSilent
                    ? new IOException(string.Create(CultureInfo.InvariantCulture, $"nothing came for {patience.Stall.TotalSeconds:0.#} s"))
                    : exception;
                if ((isSilent && content is not null)
                    || !IsWorthAnother(exception, isSilent ? 0 : statusOf(exception), tries) || time.GetElapsedTime(since.Value) + pause > patience.Budget)
                {
                    throw failed(exception, Said(tries, since.Value));
                }
            }
            finally
            {
                content?.WhenRead = null;
            }

            await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
            pause = Longer(pause);
        }
    }

    /// <summary>Gets an object: from its beginning again where its body breaks off.</summary>
    /// <param name="open">Asks for it, with its own tries; its body and, where it is told, its length.</param>
    /// <param name="destination">Takes it; its length is set to 0 before another try.</param>
    public async Task CopyAsync(
        Func<Task<(Stream Body, long? Bytes, IDisposable Answer)>> open, Stream destination, Func<Exception, string, StoreException> failed,
        CancellationToken cancellation)
    {
        var pause = patience.FirstPause;
        long? since = null;
        for (var tries = 1; ; tries++)
        {
            if (tries > 1)
            {
                destination.SetLength(0);
            }

            var (body, bytes, answer) = await open().ConfigureAwait(false);
            try
            {
                await Transfer.CopyAsync(body, bytes, destination, patience.Stall, cancellation).ConfigureAwait(false);
                return;
            }
            catch (BrokenBodyException exception)
            {
                since ??= time.GetTimestamp();
                if (time.GetElapsedTime(since.Value) + pause > patience.Budget)
                {
                    throw failed(exception.InnerException ?? exception, Said(tries, since.Value));
                }
            }
            finally
            {
                Release(answer);
            }

            await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
            pause = Longer(pause);
        }
    }

    /// <summary>A client may check what it read in its own way, and say so when it is let go; the caller's digest says it for every kind of store.</summary>
    private static void Release(IDisposable answer)
    {
        try
        {
            answer.Dispose();
        }
        catch (Exception exception) when (exception is not LockstepException)
        {
        }
    }

    private TimeSpan Longer(TimeSpan pause) => pause * 2 < patience.LongestPause ? pause * 2 : patience.LongestPause;

    private string Said(int tries, long since) =>
        tries == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" It was tried {tries} times in {time.GetElapsedTime(since).TotalSeconds:0.#} s.");

    private static bool IsWorthAnother(Exception exception, int status, int tries) => status switch
    {
        408 or 429 or 500 or 502 or 503 or 504 => true,
        0 when NetworkFault.IsTls(exception) => false,
        0 when NetworkFault.IsUnreachable(exception) => tries < TriesOfNobody,
        0 => exception is HttpRequestException or IOException or OperationCanceledException
            || exception.InnerException is HttpRequestException or IOException or OperationCanceledException,
        _ => false,
    };
}
