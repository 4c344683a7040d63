using System.Security.Cryptography;

namespace Lockstep.Sharing;

/// <summary>A digest by which other tools list files.</summary>
/// <param name="Name">As it stands in a file name, such as <c>manifest-sha256.txt</c>.</param>
/// <param name="Title">As it stands in a message.</param>
/// <param name="HexDigits">The length of a digest as text.</param>
public sealed record DigestAlgorithm(string Name, string Title, int HexDigits, HashAlgorithmName Hash)
{
    internal static DigestAlgorithm Md5 { get; } = new("md5", "MD5", 32, HashAlgorithmName.MD5);

    internal static DigestAlgorithm Sha1 { get; } = new("sha1", "SHA-1", 40, HashAlgorithmName.SHA1);

    /// <summary>The one that Lockstep itself uses.</summary>
    public static DigestAlgorithm Sha256 { get; } = new("sha256", "SHA-256", 64, HashAlgorithmName.SHA256);

    internal static DigestAlgorithm Sha512 { get; } = new("sha512", "SHA-512", 128, HashAlgorithmName.SHA512);

    /// <summary>From weak to strong.</summary>
    public static IReadOnlyList<DigestAlgorithm> All { get; } = [Md5, Sha1, Sha256, Sha512];

    internal bool IsDigest(string text) => text.Length == HexDigits && text.All(char.IsAsciiHexDigit);
}
