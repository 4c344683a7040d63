using System.Text.RegularExpressions;

namespace Lockstep.Snapshots.Stores;

/// <summary>Where a store is, as a user writes it.</summary>
/// <param name="Kind">Which kind of store.</param>
/// <param name="Place">The folder, bucket or container.</param>
/// <param name="Prefix">What keys begin with in the bucket or container: empty, or ending with a slash.</param>
public sealed partial record StoreLocation(StoreKind Kind, string Place, string Prefix)
{
    private const string Forms = "Expected a folder, s3://BUCKET[/PREFIX] or azure://CONTAINER[/PREFIX].";

    /// <summary>Reads a folder's path, <c>s3://bucket/prefix</c> or <c>azure://container/prefix</c>; nothing is opened.</summary>
    /// <exception cref="StoreLocationException">It is none of them.</exception>
    public static StoreLocation Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal))
        {
            throw new StoreLocationException($"'{text}' is no store. {Forms}");
        }

        var scheme = Scheme().Match(text);
        if (!scheme.Success)
        {
            if (AlmostScheme().Match(text) is { Success: true } almost)
            {
                throw new StoreLocationException($"'{text}' is no folder: did you mean '{almost.Groups[1].Value.ToLowerInvariant()}://"
                    + $"{text[almost.Length..].TrimStart('/')}'? A folder of that name is './{text}'. {Forms}");
            }

            return new StoreLocation(StoreKind.Folder, text, "");
        }

        var kind = scheme.Groups[1].Value switch
        {
            "s3" => StoreKind.S3,
            "azure" => StoreKind.Azure,
            var other => throw new StoreLocationException($"'{text}': '{other}://' is no kind of store. {Forms}"),
        };
        var rest = text[scheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var place = slash < 0 ? rest : rest[..slash];
        var prefix = slash < 0 ? "" : rest[(slash + 1)..].TrimEnd('/');
        if (!(kind == StoreKind.S3 ? Bucket() : Container()).IsMatch(place))
        {
            throw new StoreLocationException($"'{text}': '{place}' is no name of {(kind == StoreKind.S3
                ? "a bucket: 3 to 63 lower-case letters, digits, '.' and '-', a letter or digit first and last"
                : "a container: 3 to 63 lower-case letters, digits and single '-', a letter or digit first and last")}. {Forms}");
        }

        return prefix.Length == 0 || StoreKey.IsOne(prefix)
            ? new StoreLocation(kind, place, prefix.Length == 0 ? "" : prefix + "/")
            : throw new StoreLocationException($"'{text}': the prefix '{prefix}' has an empty part, '.' or '..'. {Forms}");
    }

    /// <summary>Opens the store; the first request, not this, shows whether it can be reached.</summary>
    /// <param name="environment">A variable's value, null where it isn't set.</param>
    /// <exception cref="StoreLocationException">A variable that it needs is not set, or can't be what it is set to.</exception>
    public IObjectStore Open(Func<string, string?> environment) => Kind switch
    {
        StoreKind.S3 => S3Store.Open(this, environment),
        StoreKind.Azure => AzureBlobStore.Open(this, environment),
        _ => new FolderStore(Place),
    };

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        StoreKind.S3 => $"s3://{Place}/{Prefix}".TrimEnd('/'),
        StoreKind.Azure => $"azure://{Place}/{Prefix}".TrimEnd('/'),
        _ => Place,
    };

    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9+.-]*)://")]
    private static partial Regex Scheme();

    /// <summary>The kinds of store, and what other tools call theirs, without both slashes; a drive's letter too.</summary>
    [GeneratedRegex(@"\A(s3|azure|az|gs|gcs|abfs|abfss|wasb|wasbs|https?|ftp|file|[A-Za-z]):", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AlmostScheme();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex Bucket();

    [GeneratedRegex(@"\A(?=.{3,63}\z)[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex Container();
}
