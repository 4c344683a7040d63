using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Lockstep.Data.Downloads;

/// <summary>The bytes of a file from some place on, as its source sends them.</summary>
internal sealed class RemoteBody : IDisposable
{
    private readonly IDisposable? response;

    private RemoteBody(Stream stream, long from, long? total, IDisposable? response)
    {
        Stream = stream;
        From = from;
        Total = total;
        this.response = response;
    }

    public Stream Stream { get; }

    /// <summary>Where it begins; not always where it was asked to.</summary>
    public long From { get; }

    /// <summary>The whole file's size, where the source tells it.</summary>
    public long? Total { get; }

    /// <param name="from">Where to begin, if the source can.</param>
    /// <returns>Null where the source has no such place.</returns>
    /// <exception cref="TransientException">Another try may succeed.</exception>
    /// <exception cref="LockstepException">None will.</exception>
    public static async Task<RemoteBody?> OpenAsync(HttpClient client, Uri source, long from, CancellationToken cancellation) =>
        source.IsFile ? OpenFile(source, from) : await OpenHttpAsync(client, source, from, cancellation).ConfigureAwait(false);

    public void Dispose()
    {
        Stream.Dispose();
        response?.Dispose();
    }

    private static RemoteBody? OpenFile(Uri source, long from)
    {
        FileStream file;
        try
        {
            file = new FileStream(source.LocalPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{source.LocalPath}: can't be read: {exception.Message}", exception);
        }

        if (!file.CanSeek)
        {
            return new RemoteBody(file, 0, total: null, response: null);
        }

        if (from > file.Length)
        {
            file.Dispose();
            return null;
        }

        file.Position = from;
        return new RemoteBody(file, from, file.Length, response: null);
    }

    private static async Task<RemoteBody?> OpenHttpAsync(HttpClient client, Uri source, long from, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, source);
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        try
        {
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && from > 0)
            {
                response.Dispose();
                return null;
            }

            RefuseFailure(response, source);
            var (begin, total) = response.StatusCode == HttpStatusCode.PartialContent
                ? (response.Content.Headers.ContentRange?.From ?? 0, response.Content.Headers.ContentRange?.Length)
                : (0, response.Content.Headers.ContentLength);
            return new RemoteBody(await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false), begin, total, response);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static void RefuseFailure(HttpResponseMessage response, Uri source)
    {
        var code = (int)response.StatusCode;
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
        {
            return;
        }

        var answer = string.Create(CultureInfo.InvariantCulture, $"the server answered {code} ({response.ReasonPhrase})");
        throw code switch
        {
            408 or 429 or >= 500 => new TransientException(answer),
            >= 300 and < 400 => new LockstepException($"{source}: {answer} and leads to {response.Headers.Location?.ToString() ?? "nowhere"}, which is not followed: too many redirections, or one to an unsafe address."),
            _ => new LockstepException($"{source}: {answer}. Look whether the file has moved."),
        };
    }
}
