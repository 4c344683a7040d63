using Lockstep.Randomness;

namespace Lockstep.Tests.Randomness;

public sealed class Philox4x32Tests
{
    /// <summary>The three of philox4x32 with 10 rounds in the file tests/kat_vectors of Random123 (github.com/DEShawResearch/random123, v1.14.0).</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0ul, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffff_fffffffful, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0x299f31d0_a4093822ul, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Gives_the_published_answers(uint c0, uint c1, uint c2, uint c3, ulong key, uint x0, uint x1, uint x2, uint x3) =>
        Assert.Equal(new Philox4x32.Block(x0, x1, x2, x3), Philox4x32.Draw(new Philox4x32.Block(c0, c1, c2, c3), key));
}
