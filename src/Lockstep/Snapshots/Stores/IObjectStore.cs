namespace Lockstep.Snapshots.Stores;

/// <summary>A place elsewhere that keeps objects (bytes) under keys: a folder, an S3 bucket, an Azure container.</summary>
/// <remarks>
/// Keys are relative POSIX paths; see <see cref="StoreKey"/>. Every member can be called from several threads at once. Each throws
/// <see cref="StoreException"/> where the store can't be reached or refuses, after what retries the store's own client makes, and
/// <see cref="OperationCanceledException"/> only where the caller cancelled.
/// </remarks>
public interface IObjectStore : IDisposable
{
    /// <summary>What a person would call it, such as <c>s3://bucket/prefix</c>; holds no secret.</summary>
    string Location { get; }

    /// <summary>What lies under the key; null where nothing does.</summary>
    Task<StoredObject?> FindAsync(string key, CancellationToken cancellation);

    /// <summary>
    /// All objects whose key begins with <paramref name="prefix"/>, in no order; none where the prefix is unknown. An
    /// object that is being put is not among them.
    /// </summary>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellation);

    /// <summary>
    /// Puts the object there, in place of one that lay there. It appears whole or not at all: not even a killed
    /// process leaves a part of it under the key.
    /// </summary>
    /// <param name="key">Where to.</param>
    /// <param name="content">From its beginning; it may be read more than once. Where reading throws, nothing appears, and that
    /// exception, or one with it inside, is thrown.</param>
    /// <returns>The digest that the store itself says the arrived bytes have; null where it says nothing, and so vouches for nothing.</returns>
    Task<string?> PutAsync(string key, OutgoingStream content, CancellationToken cancellation);

    /// <summary>Writes the object's bytes to <paramref name="destination"/>. After a failure part of them may have been written.</summary>
    /// <exception cref="StoreException">Among others, where there is no such object.</exception>
    /// <remarks>What <paramref name="destination"/> throws passes through as it is.</remarks>
    Task GetAsync(string key, Stream destination, CancellationToken cancellation);

    /// <summary>Removes the object; it is no error where there is none.</summary>
    Task DeleteAsync(string key, CancellationToken cancellation);
}
