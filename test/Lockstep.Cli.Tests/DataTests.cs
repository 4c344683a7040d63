namespace Lockstep.Cli.Tests;

public sealed class DataTests
{
    private static string Example2(string program) => Path.Combine(AppContext.BaseDirectory, "fixtures", "example2", program);

    [Fact]
    public async Task The_ID_is_what_coreutils_give()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("cp digits/0/0000.png 'digits/0/a b\\c ü.png'");
        var sealedAs = await place.JsonAsync(0, "data", "seal", "digits");
        var listing = await place.ShellAsync("cd digits && find . -type f ! -path ./manifest.json -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum");
        Assert.Equal(listing[..64], sealedAs.Text("id"));
    }

    [Fact]
    public async Task A_manifest_of_the_specifications_program_is_accepted_and_ours_by_its_checker()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "needs Python 3: install python3");
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("mkdir data && mv digits data/cats-dogs-v1 && cd data/cats-dogs-v1 && for f in */*.png; do mv $f ${f%.png}.jpg; done && echo note > notes.txt");
        await place.ShellAsync($"/usr/bin/python3 '{Example2("write_manifest.py")}'");
        var theirs = await place.JsonAsync(0, "data", "verify", "data/cats-dogs-v1");
        Assert.Equal(80, theirs["files"]?.GetValue<int>());

        await place.JsonAsync(0, "data", "seal", "data/cats-dogs-v1");
        Assert.Contains("Dataset verified.", await place.ShellAsync($"/usr/bin/python3 '{Example2("verify_manifest.py")}'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_difference_is_listed()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        place.ChangeOneByte("digits/1/0001.png");
        await place.ShellAsync("rm digits/2/0002.png && truncate -s 10 digits/3/0003.png && cp digits/4/0004.png digits/4/copy.png");
        var result = await place.RunAsync("data", "verify", "digits");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            ["1/0001.png has SHA-256", "2/0002.png is missing,", "3/0003.png is 10", "4/copy.png lies there,", "4 of 80"],
            result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ').Take(3))));
    }

    [Fact]
    public async Task Sealing_what_is_not_there_or_empty_is_an_error()
    {
        using var place = new Workplace();
        Assert.Equal(2, (await place.RunAsync("data", "seal", "nowhere")).ExitCode);
        Directory.CreateDirectory(place.PathOf("empty"));
        Assert.Equal(3, (await place.RunAsync("data", "seal", "empty")).ExitCode);
        Assert.Equal(3, (await place.RunAsync("data", "verify", "empty")).ExitCode);
        Assert.False(File.Exists(place.PathOf("empty/manifest.json")));
    }
}
