using System.Collections.Concurrent;
using Lockstep.Snapshots.Stores;

namespace Lockstep.Tests.Data.Stores;

/// <summary>A store that remembers what was asked of it, and does what it is told to do wrong.</summary>
public sealed class WatchedStore(IObjectStore store) : IObjectStore
{
    public string Location => store.Location;

    /// <summary>Keys, in the order in which their puts ended.</summary>
    public ConcurrentQueue<string> Puts { get; } = [];

    public ConcurrentQueue<string> Gets { get; } = [];

    /// <summary>Called with the key before each put; may throw or cancel.</summary>
    public Action<string>? BeforePut { get; set; }

    /// <summary>Called with the key after each put, before the put's answer; may change what lies there.</summary>
    public Action<string>? AfterPut { get; set; }

    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellation) => store.FindAsync(key, cancellation);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellation) => store.ListAsync(prefix, cancellation);

    public async Task<string?> PutAsync(string key, OutgoingStream content, CancellationToken cancellation)
    {
        BeforePut?.Invoke(key);
        cancellation.ThrowIfCancellationRequested();
        var answer = await store.PutAsync(key, content, cancellation);
        Puts.Enqueue(key);
        AfterPut?.Invoke(key);
        return answer;
    }

    public Task GetAsync(string key, Stream destination, CancellationToken cancellation)
    {
        Gets.Enqueue(key);
        return store.GetAsync(key, destination, cancellation);
    }

    public Task DeleteAsync(string key, CancellationToken cancellation) => store.DeleteAsync(key, cancellation);

    public void Dispose() => store.Dispose();
}
