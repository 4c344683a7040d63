using System.Text;

namespace Lockstep.Snapshots.Stores;

/// <summary>The snapshots that a store holds, and what a user may call them.</summary>
public static class SnapshotCatalog
{
    /// <summary>The fewest digits of a manifest ID that are taken for one.</summary>
    public const int FewestDigits = 4;

    private const int Shown = 20;

    /// <summary>The manifest ID that the text means: a name, an ID, or the only ID that begins with it.</summary>
    /// <exception cref="UnknownSnapshotException">It means none, or several.</exception>
    public static async Task<string> FindAsync(IObjectStore store, string text, CancellationToken cancellation)
    {
        var found = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        if (text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal))
        {
            await foreach (var marker in store.ListAsync(StoreKey.OfName(text, ""), cancellation).ConfigureAwait(false))
            {
                if (StoreKey.NameOf(marker.Key) is var (name, id))
                {
                    found[id] = name;
                }
            }
        }

        if (text.Length is >= FewestDigits and <= 64 && text.All(char.IsAsciiHexDigit))
        {
            await foreach (var manifest in store.ListAsync(StoreKey.Manifests + text.ToLowerInvariant(), cancellation).ConfigureAwait(false))
            {
                if (StoreKey.ManifestIdOf(manifest.Key) is { } id)
                {
                    found.TryAdd(id, null);
                }
            }
        }

        return found.Count == 1
            ? found.Keys.First()
            : throw new UnknownSnapshotException(found.Count > 1
                ? $"'{text}' means {found.Count} snapshots in {store.Location}:{Lines(found.Select(one => (one.Value, one.Key)))}\nSay more digits of the ID."
                : await UnknownAsync(store, text, cancellation).ConfigureAwait(false));
    }

    /// <summary>The bytes of a manifest in the store, and what they say; null where they are not that manifest.</summary>
    internal static async Task<(byte[] Bytes, Manifest Manifest)?> TryReadAsync(IObjectStore store, string id, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        await store.GetAsync(StoreKey.OfManifest(id), bytes, cancellation).ConfigureAwait(false);
        try
        {
            var manifest = Manifest.Parse(bytes.ToArray(), $"{store.Location}/{StoreKey.OfManifest(id)}");
            return manifest.Id == id ? (bytes.ToArray(), manifest) : null;
        }
        catch (ManifestException)
        {
            return null;
        }
    }

    private static async Task<string> UnknownAsync(IObjectStore store, string text, CancellationToken cancellation)
    {
        var named = new List<(string? Name, string Id)>();
        await foreach (var marker in store.ListAsync(StoreKey.Names, cancellation).ConfigureAwait(false))
        {
            if (StoreKey.NameOf(marker.Key) is var (name, id))
            {
                named.Add((name, id));
            }
        }

        var withName = named.Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        await foreach (var manifest in store.ListAsync(StoreKey.Manifests, cancellation).ConfigureAwait(false))
        {
            if (StoreKey.ManifestIdOf(manifest.Key) is { } id && !withName.Contains(id))
            {
                named.Add((null, id));
            }
        }

        return $"'{text}' is no snapshot in {store.Location}. "
            + (named.Count == 0 ? "None is there; push one with 'lockstep data push'." : $"There are, by name and ID (say a name, or {FewestDigits} digits "
                + $"or more of an ID):{Lines(named.OrderBy(one => one.Name, StringComparer.Ordinal).ThenBy(one => one.Id, StringComparer.Ordinal))}");
    }

    private static string Lines(IEnumerable<(string? Name, string Id)> snapshots)
    {
        var all = snapshots.ToArray();
        var text = new StringBuilder();
        foreach (var (name, id) in all.Take(Shown))
        {
            text.Append("\n  ").Append(id[..12]).Append("  ").Append(name ?? "-");
        }

        return all.Length > Shown ? text.Append("\n  … and ").Append(all.Length - Shown).Append(" more").ToString() : text.ToString();
    }
}
