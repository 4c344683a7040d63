using System.Security.Cryptography;
using System.Text;
using Lockstep.Randomness;

namespace Lockstep.Tests.Randomness;

public sealed class OwnStreamTests
{
    [Fact]
    public void The_key_is_the_documented_digest_and_never_a_seed()
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes("film_grain\n1337"));
        var expected = digest[..8].Aggregate(0UL, (number, part) => (number << 8) | part) | 0x8000_0000_0000_0000;

        Assert.Equal(expected, OwnStream.KeyOf(1337, "film_grain"));
        Assert.True(OwnStream.KeyOf(0, "") >= 1UL << 63);
        Assert.Equal(4, new[] { OwnStream.KeyOf(1, "a"), OwnStream.KeyOf(2, "a"), OwnStream.KeyOf(1, "b"), OwnStream.KeyOf(11, "") }.Distinct().Count());
    }

    [Fact]
    public void Each_name_draws_its_own_numbers_with_room_for_every_repeat()
    {
        uint First(string name, uint repeat) => new RandomStream(OwnStream.KeyOf(7, name), RandomPurpose.Own, epoch: 1, sample: 2, repeat).NextUInt32();

        Assert.Equal(First("a", 3), First("a", 3));
        Assert.Equal(4, new[] { First("a", 0), First("b", 0), First("a", 1), First("a", (1 << 24) - 1) }.Distinct().Count());
    }
}
