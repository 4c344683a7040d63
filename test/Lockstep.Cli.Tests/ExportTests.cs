using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

public sealed class ExportTests
{
    [Fact]
    public async Task Coreutils_accept_a_bag_and_verify_recognises_it()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("cp digits/0/0000.png 'digits/0/a b\\c ü.png'");
        var sealedAs = await place.JsonAsync(0, "data", "seal", "digits");
        var export = await place.JsonAsync(0, "data", "export", "digits", "--bagit", "-o", "out");
        Assert.Equal((place.PathOf("out"), sealedAs.Text("id")), (export.Text("out"), export.Text("id")));
        Assert.Equal("82", (await place.ShellAsync("cd out && sha256sum -c manifest-sha256.txt | grep -c ': OK$'")).Trim());
        await place.ShellAsync("cd out && sha256sum -c --strict tagmanifest-sha256.txt");
        Assert.Equal(sealedAs.Text("id"), (await place.JsonAsync(0, "data", "verify", "out")).Text("id"));
        Assert.Equal(sealedAs.Text("id"), (await place.JsonAsync(0, "data", "verify", "out/data")).Text("id"));

        await place.ShellAsync("cp --remove-destination digits/2/0002.png out/data/1/0001.png");
        var findings = (await place.JsonAsync(1, "data", "verify", "out"))["findings"]?.AsArray();
        Assert.Contains(
            findings ?? [], finding => finding?["kind"]?.GetValue<string>() == "changed" && finding["relpath"]?.GetValue<string>() == "data/1/0001.png");
    }

    [Fact]
    public async Task The_listing_for_DVC_is_what_Pythons_json_writes()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "needs Python 3: install python3");
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("cp digits/0/0000.png $'digits/0/a \"b\\\\c\" ü😀.png'");
        await place.JsonAsync(0, "data", "seal", "digits");
        var export = await place.JsonAsync(0, "data", "export", "digits", "--dvc");
        await place.ShellAsync("""
            /usr/bin/python3 - <<'PYTHON'
            import hashlib, json, pathlib
            md5 = lambda path: hashlib.md5(path.read_bytes()).hexdigest()
            files = [p for p in pathlib.Path("digits").rglob("*") if p.is_file()]
            listing = sorted(({"md5": md5(p), "relpath": p.relative_to("digits").as_posix()} for p in files), key=lambda entry: entry["relpath"])
            assert json.dumps(listing, sort_keys=True).encode() == pathlib.Path("digits.dir").read_bytes()
            assert f"- md5: {md5(pathlib.Path('digits.dir'))}.dir\n" in pathlib.Path("digits.dvc").read_text()
            PYTHON
            """);
        Assert.Equal(export.Text("id"), (await place.JsonAsync(0, "data", "verify", "digits", "--against", "digits.dvc")).Text("id"));
        place.ChangeOneByte("digits/1/0001.png");
        await place.JsonAsync(1, "data", "verify", "digits", "--against", "digits.dir");
        Assert.Equal(2, (await place.RunAsync("data", "verify", "digits", "--against", "nowhere.dir")).ExitCode);
        Assert.Equal(3, (await place.RunAsync("data", "verify", "digits", "--against", "recipe.yaml")).ExitCode);
    }

    [Fact]
    public async Task A_description_goes_to_a_file_or_to_stdout()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        var printed = await place.RunAsync("data", "export", "digits", "--croissant", "-o", "-", "--creator", "E. Alpaydin");
        Assert.Equal("E. Alpaydin", JsonNode.Parse(printed.StandardOutput)?["creator"]?["name"]?.GetValue<string>());
        Assert.Contains("--license", printed.StandardError, StringComparison.Ordinal);
        await place.JsonAsync(0, "data", "export", "digits", "--croissant", "--creator", "E. Alpaydin");
        Assert.Equal(printed.StandardOutput, await File.ReadAllTextAsync(place.PathOf("digits.croissant.json"), TestContext.Current.CancellationToken));
        // the description itself, which json.md leaves to Croissant
        var answer = await place.RunAsync("data", "export", "digits", "--croissant", "-o", "-", "--json");
        Assert.Equal("http://mlcommons.org/croissant/1.1", JsonNode.Parse(answer.StandardOutput)?["conformsTo"]?.GetValue<string>());
    }

    [Fact]
    public async Task What_is_not_sealed_or_not_as_sealed_is_not_exported()
    {
        using var place = new Workplace().WithDigits();
        Assert.Equal(2, (await place.RunAsync("data", "export", "digits", "--bagit")).ExitCode);
        await place.JsonAsync(0, "data", "seal", "digits");
        Assert.Equal(2, (await place.RunAsync("data", "export", "digits")).ExitCode);
        Assert.Equal(2, (await place.RunAsync("data", "export", "digits", "--bagit", "--dvc")).ExitCode);
        Assert.Equal(2, (await place.RunAsync("data", "export", "digits", "--bagit", "-o", "-")).ExitCode);
        place.ChangeOneByte("digits/1/0001.png");
        foreach (var format in (string[])["--bagit", "--croissant", "--dvc"])
        {
            Assert.Equal(1, (await place.RunAsync("data", "export", "digits", format)).ExitCode);
        }

        Assert.Equal(["cache", "digits", "recipe.yaml"], Directory.GetFileSystemEntries(place.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_broken_bag_says_which_line()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        await place.JsonAsync(0, "data", "export", "digits", "--bagit");
        await place.ShellAsync("sed -i '2s,data/,../,' digits.bag/manifest-sha256.txt");
        var result = await place.RunAsync("data", "verify", "digits.bag");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("manifest-sha256.txt:2: not a usable part", result.StandardError, StringComparison.Ordinal);
    }
}
