using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Randomness;

/// <summary>Random draws for what a program added under a name of its own.</summary>
/// <remarks>
/// Their key is the first eight bytes of SHA-256 of <c>name, line feed, seed in decimal</c>, high byte first, with the highest bit set. A
/// recipe's seed is below 2^53, so no draw of Lockstep's own, for any seed, has such a key; and two names share none but by a collision of the hash.
/// </remarks>
public static class OwnStream
{
    /// <summary>To be drawn from with purpose <see cref="RandomPurpose.Own"/>.</summary>
    public static ulong KeyOf(ulong seed, string name)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}\n{seed}")));
        return BinaryPrimitives.ReadUInt64BigEndian(digest) | (1UL << 63);
    }
}
