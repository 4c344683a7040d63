using System.Globalization;
using System.Net;
using Lockstep.Archives;

namespace Lockstep.Snapshots.Downloads;

/// <summary>Fetches a pinned file: goes on where an earlier try stopped, hashes while it arrives, and takes no byte more than is pinned.</summary>
/// <param name="client">Without a time-out of its own; see <see cref="Client"/>.</param>
/// <param name="patience">When to give up.</param>
/// <param name="time">The clock of the pauses between tries.</param>
public sealed class Download(HttpClient client, DownloadPatience patience, TimeProvider time)
{
    /// <summary>The bytes that a try must bring to count as one that did.</summary>
    private const int SmallestGain = 1024;

    /// <summary>How often pieces that don't fit together are thrown away, before the source counts as wrong.</summary>
    private const int FreshStarts = 2;

    /// <summary>A client that leaves redirections to its user, and never unpacks what it fetches.</summary>
    public static HttpClient Client()
    {
        // Disposing the client disposes its handler.
        var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(30)
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"lockstep/{typeof(Download).Assembly.GetName().Version?.ToString(3)}");
        return client;
    }

    /// <param name="file">What to fetch.</param>
    /// <param name="partialPath">Where it arrives. What lies there is taken as its beginning; a file that is not as pinned is deleted.</param>
    /// <param name="progress">Told of every piece that arrives.</param>
    /// <param name="cancellation">Leaves what has arrived for the next try.</param>
    /// <returns>The whole file, proven, at its beginning; locked against other processes until it is closed.</returns>
    /// <exception cref="NotAsPinnedException">What arrived is another file.</exception>
    /// <exception cref="LockstepException">The network, the server or the disk failed; what has arrived is kept.</exception>
    public async Task<FileStream> FetchAsync(
        PinnedFile file, string partialPath, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        var hashed = progress is null ? null : new HashedBytes(progress, file);
        var partial = await PartialFile.OpenAsync(partialPath, hashed, cancellation).ConfigureAwait(false);
        try
        {
            await CompleteAsync(file, partial, progress, cancellation).ConfigureAwait(false);
            return partial.Release();
        }
        catch (NotAsPinnedException)
        {
            partial.Delete();
            throw;
        }
        catch
        {
            partial.Dispose();
            throw;
        }
    }

    private async Task CompleteAsync(PinnedFile file, PartialFile partial, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        var furthest = partial.Length;
        var fruitless = 0;
        var freshStarts = 0;
        string? noParts = null;
        while (true)
        {
            string? mismatch;
            TransientException? failure;
            try
            {
                (mismatch, failure) = await TryAsync(file, partial, askForAll: noParts is not null, progress, cancellation).ConfigureAwait(false);
            }
            catch (UnusablePartException exception) when (noParts is null)
            {
                // What is there stays, until the whole file begins to arrive in its place.
                noParts = exception.Message;
                continue;
            }
            catch (UnusablePartException exception)
            {
                (mismatch, failure) = (null, new TransientException(exception.Message));
            }

            if (mismatch is not null)
            {
                if (partial.Pieces < 2 || freshStarts == FreshStarts)
                {
                    throw new NotAsPinnedException(file, mismatch);
                }

                freshStarts++;
                furthest = 0;
                partial.Clear();
            }
            else if (failure is null)
            {
                return;
            }
            else
            {
                fruitless = partial.Length >= furthest + SmallestGain ? 0 : fruitless + 1;
                furthest = Math.Max(furthest, partial.Length);
                if (fruitless == patience.Tries)
                {
                    throw failure.Ended ? new NotAsPinnedException(file, failure.Message) : GaveUp(file, partial, failure, noParts);
                }

                await PauseAsync(fruitless, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Asks for what is missing; neither a mismatch nor a failure means that all is there and proven.</summary>
    private async Task<(string? Mismatch, TransientException? Failure)> TryAsync(
        PinnedFile file, PartialFile partial, bool askForAll, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        TransientException? failure = null;
        if (partial.Length != file.Bytes)
        {
            try
            {
                if (await ReceiveAsync(file, partial, askForAll, progress, cancellation).ConfigureAwait(false) is { } mismatch)
                {
                    return (mismatch, null);
                }
            }
            catch (TransientException exception)
            {
                failure = exception;
            }
        }

        // A connection that broke after the last byte did no harm.
        return partial.Length != file.Bytes ? (null, failure)
            : partial.Digest() is var digest && digest == file.Sha256 ? (null, null)
            : ($"its SHA-256 is {digest}, pinned is {file.Sha256}", null);
    }

    /// <returns>What is wrong with the bytes, if anything is.</returns>
    private async Task<string?> ReceiveAsync(
        PinnedFile file, PartialFile partial, bool askForAll, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stall.CancelAfter(patience.Stall);
        try
        {
            using var body = await RemoteBody.OpenAsync(client, file.Source, askForAll ? 0 : partial.Length, stall.Token).ConfigureAwait(false);
            if (body is { From: 0 } && partial.Length > 0)
            {
                partial.Clear();
            }

            partial.BeginPiece();
            var packing = body?.Packing is { } packed ? $" (the server says that it packed it: Content-Encoding: {EntryName.Shown(packed)})" : "";
            return (body is null ? $"it ends before byte {partial.Length}, pinned are {file.Bytes} bytes"
                : body.Total is { } total && total != file.Bytes ? $"it is {total} bytes, pinned are {file.Bytes}"
                : await CopyAsync(body, file, partial, progress, stall).ConfigureAwait(false)) is { } mismatch ? mismatch + packing : null;
        }
        catch (Exception exception) when (NetworkFault.IsTls(exception))
        {
            throw new LockstepException($"{file.Source}: can't be fetched: {NetworkFault.CauseOf(exception)}.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new TransientException(NetworkFault.CauseOf(exception));
        }
        catch (Exception exception) when (exception is not (LockstepException or TransientException or UnusablePartException or OperationCanceledException))
        {
            // Whatever a server says, a message of ours is what comes of it.
            throw new LockstepException(
                $"{file.Source}: can't be fetched: the server's answer can't be used: {EntryName.Shown(exception.Message).TrimEnd('.')}.", exception);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TransientException(string.Create(CultureInfo.InvariantCulture, $"nothing came for {patience.Stall.TotalSeconds:0.#} s"));
        }
    }

    private async Task<string?> CopyAsync(
        RemoteBody body, PinnedFile file, PartialFile partial, IProgress<DownloadProgress>? progress, CancellationTokenSource stall)
    {
        var buffer = new byte[1 << 17];
        while (await body.Stream.ReadAsync(buffer, stall.Token).ConfigureAwait(false) is > 0 and var read)
        {
            if (read > file.Bytes - partial.Length)
            {
                return $"more than the pinned {file.Bytes} bytes came";
            }

            partial.Append(buffer.AsSpan(0, read));
            progress?.Report(new DownloadProgress(file.FileName, partial.Length, file.Bytes));
            stall.CancelAfter(patience.Stall);
        }

        return partial.Length == file.Bytes ? null : throw new TransientException(
            $"it ended after {partial.Length} bytes, pinned are {file.Bytes}", ended: body.TellsItsEnd);
    }

    private static LockstepException GaveUp(PinnedFile file, PartialFile partial, TransientException failure, string? noParts) => new(
        $"{file.Source}: can't be fetched: {failure.Message.TrimEnd('.')}."
        + $"{(noParts is null ? "" : $" It had to be asked for all of it each time: {noParts}.")} {partial.Length} of {file.Bytes} bytes have arrived and "
        + "are kept; the same command resumes from there.",
        failure);

    private Task PauseAsync(int fruitless, CancellationToken cancellation) =>
        Task.Delay(patience.FirstPause * (fruitless == 0 ? 0 : 1 << (fruitless - 1)), time, cancellation);

    private sealed class HashedBytes(IProgress<DownloadProgress> progress, PinnedFile file) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new DownloadProgress(file.FileName, value, file.Bytes));
    }
}
