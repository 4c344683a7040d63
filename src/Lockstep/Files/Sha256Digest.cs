using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Lockstep.Files;

/// <summary>A SHA-256 as its 32 bytes: its digits as text take five times as much, which tells where a list has millions of files.</summary>
public readonly struct Sha256Digest : IEquatable<Sha256Digest>
{
    private readonly ulong first;
    private readonly ulong second;
    private readonly ulong third;
    private readonly ulong fourth;

    /// <param name="bytes">32 of them.</param>
    public Sha256Digest(ReadOnlySpan<byte> bytes)
    {
        first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        second = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        third = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        fourth = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <param name="digits">64 lower-case hexadecimal digits.</param>
    /// <exception cref="FormatException">They are something else.</exception>
    public static Sha256Digest Parse(string digits)
    {
        if (!Sha256.IsDigest(digits))
        {
            throw new FormatException($"'{digits}' is no SHA-256: expected 64 lower-case hexadecimal digits.");
        }

        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        Sha256.Read(digits, bytes);
        return new Sha256Digest(bytes);
    }

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, first);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], second);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], third);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], fourth);
    }

    /// <summary>Writes the 64 digits.</summary>
    public void Format(Span<char> digits)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        CopyTo(bytes);
        Sha256.Write(bytes, digits);
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<char> digits = stackalloc char[2 * SHA256.HashSizeInBytes];
        Format(digits);
        return new string(digits);
    }

    /// <inheritdoc/>
    public bool Equals(Sha256Digest other) => first == other.first && second == other.second && third == other.third && fourth == other.fourth;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Sha256Digest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => first.GetHashCode();

    /// <summary>Whether all 256 bits are the same.</summary>
    public static bool operator ==(Sha256Digest left, Sha256Digest right) => left.Equals(right);

    /// <summary>Whether any of the 256 bits differs.</summary>
    public static bool operator !=(Sha256Digest left, Sha256Digest right) => !left.Equals(right);
}
