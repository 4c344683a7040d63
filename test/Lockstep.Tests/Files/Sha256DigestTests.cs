using Lockstep.Files;

namespace Lockstep.Tests.Files;

public sealed class Sha256DigestTests
{
    private static readonly string Digits = Sha256.Of("abc");

    [Fact]
    public void It_gives_back_its_digits_and_its_bytes()
    {
        var digest = Sha256Digest.Parse(Digits);
        var bytes = new byte[32];
        digest.CopyTo(bytes);
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", digest.ToString());
        Assert.Equal(Convert.FromHexString(Digits), bytes);
        Assert.Equal(digest, new Sha256Digest(bytes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(63)]
    public void One_digit_makes_another(int place)
    {
        var other = Sha256Digest.Parse($"{Digits[..place]}{(Digits[place] == '0' ? '1' : '0')}{Digits[(place + 1)..]}");
        Assert.NotEqual(Sha256Digest.Parse(Digits), other);
    }

    [Theory]
    [InlineData("")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    public void Other_text_is_refused(string text) => Assert.Throws<FormatException>(() => Sha256Digest.Parse(text));
}
