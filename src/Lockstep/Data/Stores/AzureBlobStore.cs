using System.Runtime.CompilerServices;
using Azure;
using Azure.Core;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Lockstep.Data.Stores;

/// <summary>A container of Azure Blob storage.</summary>
/// <param name="container">It must exist.</param>
/// <param name="root">What every key begins with there: empty, or ending with a slash.</param>
/// <param name="singlePut">The largest object that is sent in one request; a larger one goes in blocks of a quarter of that.</param>
public sealed class AzureBlobStore(BlobContainerClient container, string root, int singlePut = 64 << 20) : IObjectStore
{
    private const string Variable = "AZURE_STORAGE_CONNECTION_STRING";

    // One block at a time, in order, so that content is hashed as it goes; other objects are sent meanwhile.
    private readonly StorageTransferOptions inOrder = new() { MaximumConcurrency = 1, InitialTransferSize = singlePut, MaximumTransferSize = singlePut / 4 };

    public string Location { get; } = $"azure://{container.Name}/{root}".TrimEnd('/');

    /// <summary>Account and credentials from <c>AZURE_STORAGE_CONNECTION_STRING</c>.</summary>
    public static AzureBlobStore Open(StoreLocation location, Func<string, string?> environment)
    {
        var connection = environment(Variable);
        if (string.IsNullOrWhiteSpace(connection))
        {
            throw new StoreLocationException($"{location}: {Variable} is not set. Set it to the storage account's connection string: DefaultEndpointsProtocol=https;AccountName=NAME;AccountKey=KEY;EndpointSuffix=core.windows.net.");
        }

        try
        {
            return new AzureBlobStore(new BlobContainerClient(connection, location.Place, Settings()), location.Prefix);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            // The client's own message may quote the key.
            throw new StoreLocationException($"{location}: {Variable} is not a connection string. Expected DefaultEndpointsProtocol=https;AccountName=NAME;AccountKey=KEY;EndpointSuffix=core.windows.net, as the storage account's page shows it.");
        }
    }

    /// <summary>How the client must behave here.</summary>
    public static BlobClientOptions Settings()
    {
        var settings = new BlobClientOptions();
        settings.Retry.Mode = RetryMode.Exponential;
        settings.Retry.MaxRetries = 3;
        settings.Retry.Delay = TimeSpan.FromMilliseconds(200);
        settings.Retry.MaxDelay = TimeSpan.FromSeconds(5);
        return settings;
    }

    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellation) => ActAsync<StoredObject?>($"{key} can't be looked up", async () =>
    {
        try
        {
            var found = await BlobOf(key).GetPropertiesAsync(cancellationToken: cancellation).ConfigureAwait(false);
            return new StoredObject(key, found.Value.ContentLength, null);
        }
        catch (RequestFailedException exception) when (exception.Status == 404 && exception.ErrorCode != BlobErrorCode.ContainerNotFound)
        {
            return null;
        }
    }, cancellation);

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pages = container.GetBlobsAsync(new GetBlobsOptions { Prefix = root + prefix }, cancellation).AsPages().GetAsyncEnumerator(cancellation);
        await using (pages.ConfigureAwait(false))
        {
            while (await ActAsync("can't be listed", () => pages.MoveNextAsync().AsTask(), cancellation).ConfigureAwait(false))
            {
                foreach (var found in pages.Current.Values)
                {
                    yield return new StoredObject(found.Name[root.Length..], found.Properties.ContentLength ?? 0, null);
                }
            }
        }
    }

    /// <summary>Blocks that were staged and never committed are no blob; the service drops them after a week.</summary>
    public Task<string?> PutAsync(string key, OutgoingStream content, CancellationToken cancellation) => ActAsync<string?>($"{key} can't be written", async () =>
    {
        content.Position = 0;
        try
        {
            await BlobOf(key).UploadAsync(content, new BlobUploadOptions { TransferOptions = inOrder }, cancellation).ConfigureAwait(false);
            return null;
        }
        catch (Exception) when (content.Mismatch is { } mismatch)
        {
            throw mismatch;
        }
    }, cancellation);

    public async Task GetAsync(string key, Stream destination, CancellationToken cancellation)
    {
        using var answer = (await ActAsync($"{key} can't be read", () => BlobOf(key).DownloadStreamingAsync(cancellationToken: cancellation), cancellation).ConfigureAwait(false)).Value;
        await Transfer.CopyAsync(answer.Content, destination, exception => Failed($"{key} can't be read", exception), cancellation).ConfigureAwait(false);
    }

    public Task DeleteAsync(string key, CancellationToken cancellation) =>
        ActAsync($"{key} can't be deleted", () => BlobOf(key).DeleteIfExistsAsync(cancellationToken: cancellation), cancellation);

    public void Dispose()
    {
    }

    private BlobClient BlobOf(string key) => container.GetBlobClient(root + key);

    private async Task<T> ActAsync<T>(string failed, Func<Task<T>> act, CancellationToken cancellation)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException or IOException or HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw Failed(failed, exception);
        }
    }

    private StoreException Failed(string failed, Exception exception)
    {
        // After its retries the client throws all that it met; the last is as good as any.
        var met = exception is AggregateException { InnerExceptions: [.., var last] } ? last : exception;
        var answer = met as RequestFailedException;
        var next = answer is null or { Status: 0 } ? $" Check {Variable}."
            : answer.ErrorCode == BlobErrorCode.ContainerNotFound ? $" Create the container '{container.Name}', or name another."
            : answer.Status is 401 or 403 ? $" Check the key in {Variable} and what it may do."
            : "";

        // The rest of the client's message is the answer's headers.
        var reason = met.Message.Split('\n')[0].Trim().TrimEnd('.');
        return new StoreException(Location, $"{failed}: {reason}{(answer?.ErrorCode is { } code ? $" ({code})" : "")}.{next}", exception);
    }
}
