using System.Globalization;
using System.Text;

namespace Lockstep.Snapshots.Stores;

/// <summary>The names of objects in a store, the same in every kind of store.</summary>
internal static class StoreKey
{
    public const string Manifests = "manifests/";

    public const string Names = "names/";

    /// <summary>Marks of pushes that have begun and not ended.</summary>
    public const string Pushing = "pushing/";

    private const string Objects = "objects/";

    private const string ManifestEnding = ".json";

    public static string OfObject(string sha256) => $"{Objects}{sha256[..2]}/{sha256[2..]}";

    public static string OfManifest(string id) => $"{Manifests}{id}{ManifestEnding}";

    public static string OfName(string name, string id) => $"{Names}{Escape(name)}/{id}";

    public static string OfPush(string id) => Pushing + id;

    /// <summary>The digest that a key below <c>objects/</c> stands for; null for a key that stands for none.</summary>
    public static Files.Sha256Digest? DigestOf(string key) =>
        key.Length == Objects.Length + 65 && string.Concat(key.AsSpan(Objects.Length, 2), key.AsSpan(Objects.Length + 3)) is var digits
            && Files.Sha256.IsDigest(digits) && OfObject(digits) == key
            ? Files.Sha256Digest.Parse(digits) : null;

    /// <summary>The manifest ID that a key below <c>manifests/</c> stands for; null for a key that stands for none.</summary>
    public static string? ManifestIdOf(string key) =>
        key.StartsWith(Manifests, StringComparison.Ordinal) && key.EndsWith(ManifestEnding, StringComparison.Ordinal)
        && key[Manifests.Length..^ManifestEnding.Length] is var id && Files.Sha256.IsDigest(id) ? id : null;

    /// <summary>Name and manifest ID that a key below <c>names/</c> stands for; null for a key that stands for none.</summary>
    public static (string Name, string Id)? NameOf(string key) =>
        key.StartsWith(Names, StringComparison.Ordinal) && key[Names.Length..].Split('/') is [var name, var id] && Files.Sha256.IsDigest(id)
            ? (Unescape(name), id) : null;

    /// <summary>Whether it is a relative path that stays inside the store, in every kind of store.</summary>
    public static bool IsOne(string key) => key.Split('/').All(part => part is not ("" or "." or "..") && !part.Contains('\0', StringComparison.Ordinal));

    /// <summary>A name as one part of a key: what a store can't have there as its UTF-8 bytes, <c>%XX</c> each.</summary>
    public static string Escape(string name)
    {
        var text = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            // Azure refuses a part that ends with a dot, and a folder the parts '.' and '..'.
            var isLastDot = rune.Value == '.' && text.Length + 1 >= name.Length;
            if (Rune.IsControl(rune) || rune.Value is '%' or '/' or '\\' || isLastDot || name.All(unit => unit == '.'))
            {
                foreach (var unit in Encoding.UTF8.GetBytes(rune.ToString()))
                {
                    text.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
                }
            }
            else
            {
                text.Append(rune.ToString());
            }
        }

        return text.ToString();
    }

    private static string Unescape(string part) => Uri.UnescapeDataString(part);
}
