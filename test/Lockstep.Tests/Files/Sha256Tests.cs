using Lockstep.Files;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Files;

public sealed class Sha256Tests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1 << 18)]
    [InlineData((1 << 18) + 1)]
    public void Of_a_file_that_holds_still_the_digest_is_that_of_its_bytes_and_of_another_there_is_none(int bytes)
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("a.bin");
        var content = Enumerable.Range(0, bytes).Select(index => (byte)(index * 7)).ToArray();
        File.WriteAllBytes(path, content);
        var found = StatusOf(path);
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)),
            Sha256.OfStill(path, found, TestContext.Current.CancellationToken)?.ToString());

        File.WriteAllBytes(path, [.. content, 1]);
        Assert.Null(Sha256.OfStill(path, found, TestContext.Current.CancellationToken));
        Assert.Null(Sha256.OfStill(path, StatusOf(path) with { Size = bytes + 2 }, TestContext.Current.CancellationToken));
        Assert.Null(Sha256.OfStill(path, StatusOf(path) with { ChangedNs = 1 }, TestContext.Current.CancellationToken));

        File.Delete(path);
        Assert.Throws<FileNotFoundException>(() => Sha256.OfStill(path, found, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", true)]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde", false)]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0", false)]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeF", false)]
    [InlineData("0123456789abcdef0123456789abcdeg0123456789abcdef0123456789abcdef", false)]
    [InlineData("", false)]
    public void A_digest_has_64_lower_case_digits(string text, bool expected) => Assert.Equal(expected, Sha256.IsDigest(text));

    private static FileStatus StatusOf(string path) => FileStatus.Of(path) ?? throw new FileNotFoundException(path);
}
