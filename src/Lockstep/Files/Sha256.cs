using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Files;

/// <summary>SHA-256 as 64 lower-case hexadecimal digits.</summary>
public static class Sha256
{
    private const int BufferSize = 1 << 18;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Digest and length of the bytes that were read; the two belong together even if the file grows meanwhile.</summary>
    public static (string Digest, long Bytes) OfFile(string path, CancellationToken cancellation = default) => Read(path, into: null, cancellation);

    /// <summary>Copies a file to a new one and returns the digest of the bytes that were copied.</summary>
    public static string Copy(string path, string target, CancellationToken cancellation = default)
    {
        using var into = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write);
        return Read(path, into, cancellation).Digest;
    }

    /// <summary>The digest of a file that is the same before and after it was read; null for one that is not.</summary>
    /// <param name="expected">What it was found to be; no more than so much is read.</param>
    public static string? OfStill(string path, FileStatus expected, CancellationToken cancellation = default)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (expected.Size > BufferSize)
        {
            var (digest, bytes) = Read(file, into: null, cancellation);
            return bytes == expected.Size && FileStatus.Of(file) == expected ? digest : null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var done = 0;
            for (var read = -1; done < expected.Size && read != 0; done += read)
            {
                read = RandomAccess.Read(file, buffer.AsSpan(done, (int)expected.Size - done), done);
            }

            return done == expected.Size && FileStatus.Of(file) == expected ? Of(buffer.AsSpan(0, done)) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static (string Digest, long Bytes) Read(string path, SafeFileHandle? into, CancellationToken cancellation)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Read(file, into, cancellation);
    }

    private static (string Digest, long Bytes) Read(SafeFileHandle file, SafeFileHandle? into, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long offset = 0;
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var read = RandomAccess.Read(file, buffer.AsSpan(0, BufferSize), offset);
                if (read == 0)
                {
                    return (Convert.ToHexStringLower(hash.GetHashAndReset()), offset);
                }

                hash.AppendData(buffer, 0, read);
                if (into is not null)
                {
                    RandomAccess.Write(into, buffer.AsSpan(0, read), offset);
                }

                offset += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static bool IsDigest(string text) => text.Length == 64 && text.AsSpan().IndexOfAnyExcept(Digits) < 0;
}
