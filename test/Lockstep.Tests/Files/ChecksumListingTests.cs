using CliWrap;
using CliWrap.Buffered;
using Lockstep.Files;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Files;

/// <summary>Held against the real <c>sha256sum</c>.</summary>
public sealed class ChecksumListingTests
{
    private static readonly string[] Names =
    [
        "plain.png", "two words.png", " leading and trailing ", "back\\slash", "new\nline", "carriage\rreturn", "all\\\n\r\\n", "tab\tquote'\"",
        "-n", "*.png", "é.png", "e\u0301.png", "\ufb33.png", "😀.png", "a-b", "a/b", "a.b", "A", "folder/\\/x\ny",
    ];

    [Fact]
    public async Task Gives_the_very_bytes_of_sha256sum_for_every_name_that_a_file_can_have()
    {
        using var folder = new TemporaryFolder();
        var listing = ListingOf(folder);
        Assert.Equal(await ShellAsync(folder, @"find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum --"), listing);
    }

    [Fact]
    public async Task Is_accepted_by_sha256sum_and_refused_once_a_file_has_changed()
    {
        using var folder = new TemporaryFolder();
        using var sums = new TemporaryFolder();
        AtomicFile.WriteAllText(sums.PathOf("SUMS"), ListingOf(folder));
        Assert.Equal("0", await ShellAsync(folder, $"sha256sum -c --strict --quiet '{sums.PathOf("SUMS")}' >&2; printf $?"));
        File.AppendAllText(folder.PathOf("new\nline"), "!");
        Assert.Equal("1", await ShellAsync(folder, $"sha256sum -c --strict --quiet '{sums.PathOf("SUMS")}' >&2; printf $?"));
    }

    private static string ListingOf(TemporaryFolder folder)
    {
        foreach (var name in Names)
        {
            folder.Write(name, $"content of {name}");
        }

        return ChecksumListing.Write(Names.Reverse().Select(name => new FileChecksum(Sha256.OfFile(folder.PathOf(name)).Digest, name)));
    }

    private static async Task<string> ShellAsync(TemporaryFolder folder, string script) =>
        (await Cli.Wrap("bash")
            .WithArguments(["-c", script]).WithWorkingDirectory(folder.FullPath).ExecuteBufferedAsync(TestContext.Current.CancellationToken)).StandardOutput;
}
