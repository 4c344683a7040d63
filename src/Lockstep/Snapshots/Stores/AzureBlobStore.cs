using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Lockstep.Archives;
using Lockstep.Snapshots.Downloads;

namespace Lockstep.Snapshots.Stores;

/// <summary>A container of Azure Blob storage.</summary>
/// <param name="container">It must exist.</param>
/// <param name="root">What every key begins with there: empty, or ending with a slash.</param>
/// <param name="singlePut">The largest object that is sent in one request; a larger one goes in blocks of a quarter of that.</param>
/// <param name="patience">With a busy server; the usual one where it is null.</param>
public sealed class AzureBlobStore(BlobContainerClient container, string root, int singlePut = 64 << 20, StorePatience? patience = null) : IObjectStore
{
    private const string Variable = "AZURE_STORAGE_CONNECTION_STRING";

    private readonly Retries retries = new(patience ?? StorePatience.Default, TimeProvider.System);

    /// <inheritdoc/>
    public string Location { get; } = $"azure://{container.Name}/{root}".TrimEnd('/');

    /// <summary>Account and credentials from <c>AZURE_STORAGE_CONNECTION_STRING</c>.</summary>
    public static AzureBlobStore Open(StoreLocation location, Func<string, string?> environment)
    {
        var connection = environment(Variable);
        if (string.IsNullOrWhiteSpace(connection))
        {
            throw new StoreLocationException($"{location}: {Variable} is not set. Set it to the storage account's connection string: "
                + "DefaultEndpointsProtocol=https;AccountName=NAME;AccountKey=KEY;EndpointSuffix=core.windows.net.");
        }

        try
        {
            return new AzureBlobStore(new BlobContainerClient(connection, location.Place, Settings()), location.Prefix);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            // The client's own message may quote the key.
            throw new StoreLocationException($"{location}: {Variable} is not a connection string. Expected "
                + "DefaultEndpointsProtocol=https;AccountName=NAME;AccountKey=KEY;EndpointSuffix=core.windows.net, as the storage account's page shows it.");
        }
    }

    /// <summary>How the client must behave here.</summary>
    public static BlobClientOptions Settings()
    {
        var settings = new BlobClientOptions();

        // What fails is tried again here, by one rule for all stores.
        settings.Retry.MaxRetries = 0;

        // A large object may take long; a request that nothing moves in is given up here.
        settings.Retry.NetworkTimeout = TimeSpan.FromDays(1);
        settings.AddPolicy(new BusyAnswers(), HttpPipelinePosition.BeforeTransport);
        return settings;
    }

    /// <inheritdoc/>
    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellation) => ActAsync<StoredObject?>($"{key} can't be looked up", async token =>
    {
        try
        {
            var found = await BlobOf(key).GetPropertiesAsync(cancellationToken: token).ConfigureAwait(false);
            return new StoredObject(key, found.Value.ContentLength, null);
        }
        catch (RequestFailedException exception) when (exception.Status == 404 && exception.ErrorCode != BlobErrorCode.ContainerNotFound)
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
            var page = await ActAsync("can't be listed", token => PageAsync(prefix, continuation, token), cancellation).ConfigureAwait(false);
            foreach (var found in page?.Values ?? [])
            {
                yield return found.Name?.StartsWith(root, StringComparison.Ordinal) == true
                    ? new StoredObject(found.Name[root.Length..], found.Properties?.ContentLength ?? 0, null)
                    : throw new StoreException(Location, $"can't be listed: the server names '{EntryName.Shown(found.Name ?? "")}', "
                        + $"and was asked for what begins with '{root}{prefix}'. Is it Azure Blob storage?");
            }

            before = continuation;
            continuation = page?.ContinuationToken is { Length: > 0 } token ? token : null;
            if (continuation is not null && continuation == before)
            {
                throw new StoreException(Location, "can't be listed: the server gives the same page again and again. Is it Azure Blob storage?");
            }
        }
        while (continuation is not null);
    }

    private async Task<Page<BlobItem>?> PageAsync(string prefix, string? continuation, CancellationToken cancellation)
    {
        await foreach (var page in container.GetBlobsAsync(new GetBlobsOptions { Prefix = root + prefix }, cancellation)
            .AsPages(continuation).ConfigureAwait(false))
        {
            return page;
        }

        return null;
    }

    /// <summary>Blocks that were staged and never committed are no blob; the service drops them after a week.</summary>
    public async Task<string?> PutAsync(string key, OutgoingStream content, CancellationToken cancellation)
    {
        var failed = $"{key} can't be written";
        var blob = container.GetBlockBlobClient(root + key);
        try
        {
            if (content.Length <= singlePut)
            {
                await ActAsync(failed, token =>
                {
                    content.Position = 0;
                    return blob.UploadAsync(content, new BlobUploadOptions(), token);
                }, cancellation, content).ConfigureAwait(false);
                return null;
            }

            // One block at a time, in order, so that content is hashed as it goes; other objects are sent meanwhile.
            var blocks = new List<string>();
            var block = new byte[singlePut / 4];
            for (content.Position = 0; content.Position < content.Length;)
            {
                var bytes = await content.ReadAtLeastAsync(
                    block.AsMemory(0, (int)Math.Min(block.Length, content.Length - content.Position)),
                    (int)Math.Min(block.Length, content.Length - content.Position),
                    cancellationToken: cancellation)
                    .ConfigureAwait(false);
                var id = Convert.ToBase64String(BitConverter.GetBytes(blocks.Count));
                await ActAsync(failed, token => blob.StageBlockAsync(id, new MemoryStream(block, 0, bytes), cancellationToken: token), cancellation)
                    .ConfigureAwait(false);
                blocks.Add(id);
            }

            await ActAsync(failed, token => blob.CommitBlockListAsync(blocks, cancellationToken: token), cancellation).ConfigureAwait(false);
            return null;
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
                // An answer without a body throws what it is when its value is asked for.
                var answer = await ActAsync(
                    failed, async token => (await BlobOf(key).DownloadStreamingAsync(cancellationToken: token).ConfigureAwait(false)).Value, cancellation)
                    .ConfigureAwait(false);
                return (answer.Content, answer.Details.ContentLength, answer);
            },
            destination,
            (exception, tries) => Failed(failed, exception, tries),
            cancellation);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellation) =>
        ActAsync($"{key} can't be deleted", token => BlobOf(key).DeleteIfExistsAsync(cancellationToken: token), cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private BlobClient BlobOf(string key) => container.GetBlobClient(root + key);

    /// <param name="content">What is sent; if it is not what it must be, no other try is made.</param>
    private Task<T> ActAsync<T>(string failed, Func<CancellationToken, Task<T>> act, CancellationToken cancellation, OutgoingStream? content = null) =>
        retries.RunAsync(
            act,
            exception => content?.Mismatch is not null ? -1 : exception is RequestFailedException answer ? answer.Status : 0,
            (exception, tries) => Failed(failed, exception, tries),
            cancellation,
            content);

    /// <summary>
    /// Tells a busy server, or a gateway before one, by its status alone: the client looks for an explanation in the answer,
    /// and fails where that is not of its kind.
    /// </summary>
    private sealed class BusyAnswers : HttpPipelineSynchronousPolicy
    {
        public override void OnReceivedResponse(HttpMessage message)
        {
            if (message.Response is { Status: 408 or 429 or >= 500 } busy)
            {
                throw new RequestFailedException(
                    busy.Status, string.Create(CultureInfo.InvariantCulture, $"the server answered {busy.Status} ({busy.ReasonPhrase})"),
                    busy.Headers.TryGetValue("x-ms-error-code", out var code) ? code : null, innerException: null);
            }
        }
    }

    private StoreException Failed(string failed, Exception exception, string tries)
    {
        // After its retries the client throws all that it met; the last is as good as any.
        var met = exception is AggregateException { InnerExceptions: [.., var last] } ? last : exception;
        var answer = met as RequestFailedException;
        var next = answer is null or { Status: 0 } ? $" Check {Variable}."
            : answer.ErrorCode == BlobErrorCode.ContainerNotFound ? $" Create the container '{container.Name}', or name another."
            : answer.Status is 401 or 403 ? $" Check the key in {Variable} and what it may do."
            : "";

        // The rest of the client's message is the answer's headers.
        var reason = NetworkFault.IsTls(exception) ? NetworkFault.CauseOf(exception)
            : met is not (RequestFailedException or HttpRequestException or IOException or OperationCanceledException)
                ? $"what answered is not Azure Blob storage ({met.GetType().Name})"
            : met.Message.Split('\n')[0].Trim().TrimEnd('.');
        return new StoreException(
            Location, $"{failed}: {EntryName.Shown(reason)}{(answer?.ErrorCode is { } code ? $" ({EntryName.Shown(code)})" : "")}.{tries}{next}", exception);
    }
}
