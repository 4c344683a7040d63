using System.Buffers;
using Lockstep.Files;

namespace Lockstep.Snapshots;

/// <summary>One file of a snapshot.</summary>
/// <param name="RelPath">From the snapshot's root, with forward slashes.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Digest">The SHA-256 of its content.</param>
public sealed record ManifestEntry(string RelPath, long Bytes, Sha256Digest Digest)
{
    /// <param name="relPath">From the snapshot's root, with forward slashes.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="sha256">64 lower-case hexadecimal digits.</param>
    public ManifestEntry(string relPath, long bytes, string sha256)
        : this(relPath, bytes, Sha256Digest.Parse(sha256))
    {
    }

    /// <summary>64 lower-case hexadecimal digits, as a text of their own each time: lists of files keep <see cref="Digest"/>.</summary>
    public string Sha256 => Digest.ToString();

    /// <summary>What Windows keeps for itself; a name with one of them is fine here, and can't be written there.</summary>
    private static readonly SearchValues<char> ReservedOnWindows = SearchValues.Create("\\:*?\"<>|");

    /// <summary>Why a name can't stand in a manifest, or null where it can.</summary>
    /// <param name="name">Of a file or folder, without slashes.</param>
    public static string? ProblemOf(ReadOnlySpan<char> name) => name switch
    {
        "" or "." or ".." => $"'{name}' is no name",
        _ when name.Contains('\uFFFD') => "has a name that is not UTF-8",
        _ when name.IndexOfAnyInRange('\0', '\u001f') >= 0 || name.IndexOfAnyInRange('\u007f', '\u009f') >= 0 =>
            "has a line break or another control character in its name",
        _ => null,
    };

    /// <summary>Whether the path can be written on every system.</summary>
    public bool IsPortable => RelPath.AsSpan().IndexOfAny(ReservedOnWindows) < 0 && !RelPath.Split('/').Any(part => part.EndsWith('.') || part.EndsWith(' '));
}
