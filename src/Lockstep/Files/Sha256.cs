using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Files;

/// <summary>SHA-256 as 64 lower-case hexadecimal digits.</summary>
public static class Sha256
{
    private const int BufferSize = 1 << 18;

    /// <summary>64 small hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => DigestOf(bytes).ToString();

    /// <summary>That of the text in UTF-8.</summary>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Digest and length of the bytes that were read; the two belong together even if the file grows meanwhile.</summary>
    public static (string Digest, long Bytes) OfFile(string path, CancellationToken cancellation = default)
    {
        var (digest, bytes) = Read(path, into: null, cancellation);
        return (digest.ToString(), bytes);
    }

    /// <summary>Copies a file to a new one and returns the digest of the bytes that were copied.</summary>
    public static string Copy(string path, string target, CancellationToken cancellation = default)
    {
        using var into = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write);
        return Read(path, into, cancellation).Digest.ToString();
    }

    /// <summary>The digest of a file that is the same before and after it was read; null for one that is not.</summary>
    /// <param name="expected">What it was found to be; no more than so much is read.</param>
    public static Sha256Digest? OfStill(string path, FileStatus expected, CancellationToken cancellation = default)
    {
        if (expected.Size <= BufferSize)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            try
            {
                if (SmallFile.TryRead(path, buffer.AsSpan(0, (int)expected.Size), out var read, out var after))
                {
                    return read == expected.Size && after == expected ? DigestOf(buffer.AsSpan(0, read)) : null;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        using var file = RegularFile.OpenHandle(path);
        var (digest, bytes) = Read(file, into: null, cancellation);
        return bytes == expected.Size && FileStatus.Of(file) == expected ? digest : null;
    }

    private static Sha256Digest DigestOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        return new Sha256Digest(digest);
    }

    private static (Sha256Digest Digest, long Bytes) Read(string path, SafeFileHandle? into, CancellationToken cancellation)
    {
        using var file = RegularFile.OpenHandle(path);
        return Read(file, into, cancellation);
    }

    private static (Sha256Digest Digest, long Bytes) Read(SafeFileHandle file, SafeFileHandle? into, CancellationToken cancellation)
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
                    return (new Sha256Digest(hash.GetHashAndReset()), offset);
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

    // Digits by hand, here and below: thousands of digests are read and written in half a second, and the library's ways of doing it
    // are compiled anew in every process, for a start without optimising.
    internal static bool IsDigest(string text)
    {
        foreach (var digit in text)
        {
            if (!char.IsAsciiHexDigitLower(digit))
            {
                return false;
            }
        }

        return text.Length == 64;
    }

    /// <summary>The digits of 32 bytes.</summary>
    internal static string Write(ReadOnlySpan<byte> digest)
    {
        Span<char> text = stackalloc char[2 * SHA256.HashSizeInBytes];
        Write(digest, text);
        return new string(text);
    }

    internal static void Write(ReadOnlySpan<byte> digest, Span<char> text)
    {
        for (var index = 0; index < SHA256.HashSizeInBytes; index++)
        {
            text[2 * index] = DigitOf(digest[index] >> 4);
            text[(2 * index) + 1] = DigitOf(digest[index] & 0xf);
        }
    }

    /// <summary>The 32 bytes of digits that <see cref="IsDigest"/> accepts.</summary>
    internal static void Read(string digits, Span<byte> digest)
    {
        for (var index = 0; index < SHA256.HashSizeInBytes; index++)
        {
            digest[index] = (byte)((ValueOf(digits[2 * index]) << 4) | ValueOf(digits[(2 * index) + 1]));
        }
    }

    private static char DigitOf(int value) => (char)(value < 10 ? '0' + value : 'a' + value - 10);

    private static int ValueOf(char digit) => digit <= '9' ? digit - '0' : digit - 'a' + 10;
}
