using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Lockstep.Archives;

namespace Lockstep.Snapshots.Downloads;

/// <summary>The bytes of a file from some place on, as its source sends them.</summary>
internal sealed class RemoteBody : IDisposable
{
    private readonly IDisposable? response;

    private RemoteBody(Stream stream, long from, long? total, IDisposable? response, bool tellsItsEnd = true, string? packing = null)
    {
        Stream = stream;
        From = from;
        Total = total;
        TellsItsEnd = tellsItsEnd;
        Packing = packing;
        this.response = response;
    }

    public Stream Stream { get; }

    /// <summary>Where it begins; not always where it was asked to.</summary>
    public long From { get; }

    /// <summary>The whole file's size, where the source tells it.</summary>
    public long? Total { get; }

    /// <summary>Whether a body that was broken off can be told from one that ended: by its length, or by a mark at its end.</summary>
    public bool TellsItsEnd { get; }

    /// <summary>What the server says that it packed the body with; null where it doesn't.</summary>
    public string? Packing { get; }

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
        var response = await SendAsync(client, source, from, cancellation).ConfigureAwait(false);
        try
        {
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && from > 0)
            {
                response.Dispose();
                return null;
            }

            RefuseFailure(response, source);
            var (headers, isPart) = (response.Content.Headers, response.StatusCode == HttpStatusCode.PartialContent);
            if (isPart && from > 0 && headers.ContentRange is not { Unit: "bytes", HasRange: true })
            {
                throw new UnusablePartException("the server answered 206 (a part), and did not say which part it is (no Content-Range)");
            }

            if (isPart && headers.ContentRange?.From is { } begin && begin != from)
            {
                throw new UnusablePartException(
                    string.Create(CultureInfo.InvariantCulture, $"the server began at byte {begin}, and was asked for byte {from}"));
            }

            var total = isPart ? headers.ContentRange?.Length : headers.ContentLength;
            return new RemoteBody(
                await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false),
                isPart ? from : 0,
                total,
                response,
                headers.ContentLength is not null || response.Headers.TransferEncodingChunked == true,
                headers.ContentEncoding.Count == 0 ? null : string.Join(", ", headers.ContentEncoding));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Asks, and asks where the answer leads to: to http and https alone, and not from https to http.</summary>
    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Uri source, long from, CancellationToken cancellation)
    {
        const int MostRedirections = 10;
        var at = source;
        for (var redirections = 0; ; redirections++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            if (from > 0)
            {
                request.Headers.Range = new RangeHeaderValue(from, null);
            }

            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently
                or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return response;
            }

            using (response)
            {
                at = Followed(source, at, response, redirections == MostRedirections);
            }
        }
    }

    /// <exception cref="LockstepException">The answer leads to where nothing is fetched from.</exception>
    private static Uri Followed(Uri source, Uri at, HttpResponseMessage response, bool isTooFar)
    {
        string? place = null;
        if (response.Headers.TryGetValues("Location", out var values))
        {
            place = values.FirstOrDefault();
        }

        var to = place is not null && Uri.TryCreate(at, place, out var found) ? found : null;
        var problem = to is null ? "that is no address"
            : to.Scheme is not ("http" or "https") ? $"only http and https are followed, not {EntryName.Shown(to.Scheme)}"
            : at.Scheme == "https" && to.Scheme == "http" ? "from https to http nothing is followed"
            : isTooFar ? "there were too many redirections before it"
            : null;
        return problem is null && to is not null ? to : throw new LockstepException(string.Create(
            CultureInfo.InvariantCulture,
            $"{source}: the server answered {(int)response.StatusCode} ({EntryName.Shown(response.ReasonPhrase ?? "")}) and leads to "
            + $"'{EntryName.Shown(place ?? "nowhere")}', which is not followed: {problem}."));
    }

    private static void RefuseFailure(HttpResponseMessage response, Uri source)
    {
        var code = (int)response.StatusCode;
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
        {
            return;
        }

        var answer = string.Create(CultureInfo.InvariantCulture, $"the server answered {code} ({EntryName.Shown(response.ReasonPhrase ?? "")})");
        throw code switch
        {
            408 or 429 or >= 500 => new TransientException(answer),
            _ => new LockstepException($"{source}: {answer}. Look whether the file has moved."),
        };
    }
}
