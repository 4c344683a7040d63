using Lockstep.Archives;

namespace Lockstep.Snapshots.Downloads;

/// <summary>A file that lies elsewhere, and what it must be.</summary>
public sealed record PinnedFile
{
    /// <param name="source">With the scheme http, https or file.</param>
    /// <param name="bytes">Its size; at least 1.</param>
    /// <param name="sha256">64 lower-case hexadecimal digits.</param>
    /// <exception cref="LockstepException">One of them can't be.</exception>
    public PinnedFile(Uri source, long bytes, string sha256)
    {
        Source = source.IsAbsoluteUri && source.Scheme is "http" or "https" or "file"
            ? source
            : throw new LockstepException($"{source}: can't be fetched; expected http://, https:// or file://.");
        Bytes = bytes > 0 ? bytes : throw new LockstepException($"{source}: {bytes} bytes can't be; expected at least 1.");
        Sha256 = Files.Sha256.IsDigest(sha256) ? sha256 : throw new LockstepException($"{source}: '{sha256}' is no SHA-256; expected 64 hexadecimal digits.");
        FileName = Uri.UnescapeDataString(Source.AbsolutePath[(Source.AbsolutePath.LastIndexOf('/') + 1)..]) is { Length: > 0 } name ? name : "download";
        if (EntryName.Parse(FileName, $"{source}") is not [_])
        {
            throw new LockstepException($"{source}: a file can't be named '{FileName}'.");
        }
    }

    /// <summary><c>http</c>, <c>https</c> or <c>file</c>.</summary>
    public Uri Source { get; }

    /// <summary>From 1.</summary>
    public long Bytes { get; }

    /// <summary>64 small hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>The last part of the address.</summary>
    public string FileName { get; }
}
