using System.Net;
using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Model;
using Lockstep.Archives;
using Lockstep.Snapshots.Downloads;

namespace Lockstep.Snapshots.Stores;

/// <summary>A bucket of Amazon S3, or of a server that speaks its protocol.</summary>
/// <param name="client">Disposed of with the store.</param>
/// <param name="bucket">It must exist.</param>
/// <param name="root">What every key begins with there: empty, or ending with a slash.</param>
/// <param name="singlePut">The largest object that is sent in one request; a larger one goes in parts of at least a sixteenth of that.</param>
/// <param name="patience">With a busy server; the usual one where it is null.</param>
public sealed class S3Store(IAmazonS3 client, string bucket, string root, long singlePut = 1L << 30, StorePatience? patience = null) : IObjectStore
{
    private readonly Retries retries = new(patience ?? StorePatience.Default, TimeProvider.System);

    // The protocol's own limits: 10,000 parts, of at least 5 MiB each but the last.
    private const int MostParts = 10_000;
    private const long SmallestPart = 5L << 20;

    /// <summary>In which a server names the region of a bucket that lies elsewhere.</summary>
    private const string RegionHeader = "x-amz-bucket-region";

    /// <inheritdoc/>
    public string Location { get; } = $"s3://{bucket}/{root}".TrimEnd('/');

    /// <summary>Endpoint, region and path style from the environment; credentials as the AWS clients find them.</summary>
    public static S3Store Open(StoreLocation location, Func<string, string?> environment)
    {
        var endpoint = environment("AWS_ENDPOINT_URL_S3") ?? environment("AWS_ENDPOINT_URL");
        var region = environment("AWS_REGION") ?? environment("AWS_DEFAULT_REGION");
        if (endpoint is not null && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            throw new StoreLocationException($"{location}: AWS_ENDPOINT_URL is '{endpoint}', expected an address such as https://s3.example.org:9000.");
        }

        var pathStyle = environment("AWS_S3_FORCE_PATH_STYLE");
        if (pathStyle is not (null or "true" or "false"))
        {
            throw new StoreLocationException($"{location}: AWS_S3_FORCE_PATH_STYLE is '{pathStyle}', expected 'true' or 'false'.");
        }

        var settings = Settings();

        // A server of one's own seldom has a name for each bucket.
        settings.ForcePathStyle = pathStyle is null ? endpoint is not null : pathStyle == "true";
        if (endpoint is not null)
        {
            settings.ServiceURL = endpoint;
            settings.AuthenticationRegion = region ?? "us-east-1";
        }
        else if (region is not null)
        {
            settings.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        try
        {
            return new S3Store(new AmazonS3Client(settings), location.Place, location.Prefix);
        }
        catch (AmazonClientException exception)
        {
            throw new StoreLocationException($"{location}: {exception.Message.TrimEnd('.')}. Set AWS_REGION, "
                + "or AWS_ENDPOINT_URL for a server that is not Amazon's, and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE.");
        }
    }

    /// <summary>How the client must behave here, whatever it talks to.</summary>
    public static AmazonS3Config Settings() => new()
    {
        // What fails is tried again here, by one rule for all stores: the client's own gives up early, when many requests at once find a server busy.
        MaxErrorRetry = 0,
        AllowAutoRedirect = false,

        // A large object may take long; a request that nothing moves in is given up here.
        Timeout = Timeout.InfiniteTimeSpan,

        // The checksums that the client would add by itself make it send in signed chunks with a trailer, which some servers store as if it were content.
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    };

    /// <inheritdoc/>
    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellation) => ActAsync<StoredObject?>($"{key} can't be looked up", async token =>
    {
        try
        {
            var found = await client.GetObjectMetadataAsync(
                new GetObjectMetadataRequest { BucketName = bucket, Key = root + key, ChecksumMode = ChecksumMode.ENABLED }, token)
                .ConfigureAwait(false);
            return new StoredObject(key, found.ContentLength, DigestFrom(found.ChecksumSHA256));
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound && exception.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
    }, cancellation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? before = null;
        string? continuation = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = bucket, Prefix = root + prefix, ContinuationToken = continuation };
            var page = await ActAsync("can't be listed", token => client.ListObjectsV2Async(request, token), cancellation).ConfigureAwait(false);
            foreach (var found in page.S3Objects ?? [])
            {
                yield return found.Key?.StartsWith(root, StringComparison.Ordinal) == true
                    ? new StoredObject(found.Key[root.Length..], found.Size ?? 0, null)
                    : throw new StoreException(Location, $"can't be listed: the server names '{EntryName.Shown(found.Key ?? "")}', "
                        + $"and was asked for what begins with '{root}{prefix}'. Is it an S3 server?");
            }

            before = continuation;
            continuation = page.IsTruncated == true ? page.NextContinuationToken : null;
            if (continuation is not null && continuation == before)
            {
                throw new StoreException(Location, "can't be listed: the server gives the same page again and again. Is it an S3 server?");
            }
        }
        while (continuation is not null);
    }

    /// <inheritdoc/>
    public async Task<string?> PutAsync(string key, OutgoingStream content, CancellationToken cancellation)
    {
        try
        {
            return content.Length <= singlePut
                ? await PutWholeAsync(key, content, cancellation).ConfigureAwait(false)
                : await PutInPartsAsync(key, content, cancellation).ConfigureAwait(false);
        }
        catch (Exception) when (content.Mismatch is { } mismatch)
        {
            throw mismatch;
        }
    }

    /// <inheritdoc/>
    public Task GetAsync(string key, Stream destination, CancellationToken cancellation)
    {
        var failed = $"{key} can't be read";
        return retries.CopyAsync(
            async () =>
            {
                var answer = await ActAsync(failed, token => client.GetObjectAsync(bucket, root + key, token), cancellation).ConfigureAwait(false);
                return (answer.ResponseStream, answer.Headers.ContentLength, answer);
            },
            destination,
            (exception, tries) => Failed(failed, exception, tries),
            cancellation);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellation) =>
        ActAsync($"{key} can't be deleted", token => client.DeleteObjectAsync(bucket, root + key, token), cancellation);

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<string?> PutWholeAsync(string key, OutgoingStream content, CancellationToken cancellation)
    {
        var answer = await ActAsync(Unwritten(key), token =>
        {
            content.Position = 0;
            return client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = bucket,
                    Key = root + key,
                    InputStream = content,
                    AutoCloseStream = false,
                    UseChunkEncoding = false,
                    ChecksumSHA256 = Convert.ToBase64String(Convert.FromHexString(content.Expected.Sha256)),
                },
                token);
        }, cancellation, content).ConfigureAwait(false);
        return DigestFrom(answer.ChecksumSHA256);
    }

    /// <summary>Puts an object in parts. A server knows no digest of the whole then, so it can't vouch for it.</summary>
    private async Task<string?> PutInPartsAsync(string key, OutgoingStream content, CancellationToken cancellation)
    {
        var partSize = Math.Max(Math.Max(SmallestPart, singlePut / 16), (content.Length + MostParts - 1) / MostParts);
        var upload = await ActAsync(Unwritten(key), token => client.InitiateMultipartUploadAsync(bucket, root + key, token), cancellation)
            .ConfigureAwait(false);
        try
        {
            var parts = new List<PartETag>();
            for (long start = 0; start < content.Length; start += partSize)
            {
                var (from, number) = (start, parts.Count + 1);
                var part = await ActAsync(Unwritten(key), token =>
                {
                    content.Position = from;
                    return client.UploadPartAsync(
                        new UploadPartRequest
                        {
                            BucketName = bucket,
                            Key = root + key,
                            UploadId = upload.UploadId,
                            PartNumber = number,
                            PartSize = Math.Min(partSize, content.Length - from),
                            InputStream = content,
                            UseChunkEncoding = false,
                        },
                        token);
                }, cancellation, content).ConfigureAwait(false);
                parts.Add(new PartETag(parts.Count + 1, part.ETag));
            }

            await ActAsync(
                Unwritten(key),
                token => client.CompleteMultipartUploadAsync(
                    new CompleteMultipartUploadRequest { BucketName = bucket, Key = root + key, UploadId = upload.UploadId, PartETags = parts }, token),
                cancellation).ConfigureAwait(false);
            return null;
        }
        catch
        {
            // Parts that are never completed would be kept, and paid for; cancelled or not, they are given up.
            await TryAbortAsync(key, upload.UploadId).ConfigureAwait(false);
            throw;
        }
    }

    private async Task TryAbortAsync(string key, string uploadId)
    {
        try
        {
            await client.AbortMultipartUploadAsync(bucket, root + key, uploadId, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // What stopped the upload is the error to tell.
        }
    }

    /// <summary>A digest of parts has '-' and their number behind it, and says nothing of the whole.</summary>
    private static string? DigestFrom(string? base64)
    {
        Span<byte> digest = stackalloc byte[32];
        return base64 is not null && Convert.TryFromBase64String(base64, digest, out var length) && length == 32 ? Convert.ToHexStringLower(digest) : null;
    }

    private static string Unwritten(string key) => $"{key} can't be written";

    /// <param name="content">What is sent; if it is not what it must be, no other try is made.</param>
    private Task<T> ActAsync<T>(string failed, Func<CancellationToken, Task<T>> act, CancellationToken cancellation, OutgoingStream? content = null) =>
        retries.RunAsync(
            act,
            exception => content?.Mismatch is not null ? -1 : exception is AmazonServiceException answer ? StatusOf(answer) : 0,
            (exception, tries) => Failed(failed, exception, tries),
            cancellation,
            content);

    /// <summary>A server may be busy under another number than 503 (SlowDown, RequestTimeout, InternalError).</summary>
    private static int StatusOf(AmazonServiceException answer) =>
        answer.ErrorCode is "SlowDown" or "RequestTimeout" or "InternalError" or "ServiceUnavailable" or "Throttling" or "ThrottlingException"
            ? 503
            : (int)answer.StatusCode;

    private StoreException Failed(string failed, Exception exception, string tries)
    {
        var isElsewhere = exception is AmazonServiceException
        {
            StatusCode: HttpStatusCode.MovedPermanently
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.BadRequest
        };
        var region = isElsewhere && exception.InnerException is HttpErrorResponseException { Response: { } response } && response.IsHeaderPresent(RegionHeader)
            ? EntryName.Shown(response.GetHeaderValue(RegionHeader))
            : null;
        var next = region is not null ? $" The bucket lies in the region {region}: set AWS_REGION={region}."
            : isElsewhere && exception is AmazonServiceException { StatusCode: not HttpStatusCode.BadRequest }
                ? " The bucket lies in another region: set AWS_REGION to it."
            : exception is not AmazonServiceException { StatusCode: not 0 } answer
            ? " Check AWS_ENDPOINT_URL, and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE."
            : answer.ErrorCode == "NoSuchBucket" ? $" Create the bucket '{bucket}', or name another."
            : answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized
                ? " Check the credentials (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE) and what they may do."
            : "";
        var code = exception is AmazonServiceException { ErrorCode: { Length: > 0 } word } ? $" ({word})" : "";

        // Where no credentials are found the client lists on many lines where it looked.
        var reason = NetworkFault.IsTls(exception) ? NetworkFault.CauseOf(exception)
            : exception.Message.Contains('\n', StringComparison.Ordinal) ? exception.Message.Split(". ")[0] : exception.Message.TrimEnd('.');
        return new StoreException(Location, $"{failed}: {EntryName.Shown(reason)}{EntryName.Shown(code)}.{tries}{next}", exception);
    }
}
