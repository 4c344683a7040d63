using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CliWrap;
using Lockstep.Files;
using Lockstep.Tests.Data.Downloads;

namespace Lockstep.Cli.Tests;

public sealed class GetTests
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_KILLS") ?? "18", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_fetched_archive_is_a_sealed_snapshot_with_the_ID_that_sealing_its_folder_gives()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("tar czf digits.tar.gz digits");
        var bytes = await File.ReadAllBytesAsync(place.PathOf("digits.tar.gz"), TestContext.Current.CancellationToken);
        using var server = new FileServer((request, stream) => FileServer.SendAsync(request, stream, bytes));
        var answer = await place.JsonAsync(0, Get($"{server.AddressOf("digits.tar.gz")}", bytes));
        var byHand = await place.JsonAsync(0, "data", "seal", "digits");
        Assert.Equal(["id", "name", "folder", "files", "bytes", "leftOut"], answer.Select(member => member.Key));
        Assert.Equal(byHand.Text("id"), answer.Text("id"));
        Assert.Equal(place.PathOf("data/digits"), answer.Text("folder"));
        Assert.Equal(80, answer["files"]?.GetValue<int>());
        Assert.Equal(0, (await place.RunAsync("data", "verify", "data/digits")).ExitCode);
        Assert.Empty(await LeftAsync(place));
    }

    [Fact]
    public async Task A_file_on_this_disk_needs_pins_too_and_stays_where_it_is()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("tar cf 'my digits.tar' digits");
        var bytes = await File.ReadAllBytesAsync(place.PathOf("my digits.tar"), TestContext.Current.CancellationToken);
        Assert.Equal(2, (await place.RunAsync("data", "get", "my digits.tar")).ExitCode);
        await place.JsonAsync(0, [.. Get("my digits.tar", bytes), "--into", "one"]);
        await place.JsonAsync(0, [.. Get(new Uri(place.PathOf("my digits.tar")).AbsoluteUri, bytes), "--into", "two"]);
        Assert.True(File.Exists(place.PathOf("my digits.tar")));
        Assert.Equal("", await place.ShellAsync("diff -r one two | grep -v manifest.json || true"));
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused_before_anything_is_fetched()
    {
        using var place = new Workplace();
        using var server = new FileServer((request, stream) => FileServer.SendAsync(request, stream, [1]));
        var digest = new string('a', 64);
        var url = server.AddressOf("a.tar").AbsoluteUri;
        await place.ShellAsync("mkdir -p taken && touch taken/x file.bin");
        foreach (var (says, arguments) in ((string, string[])[])
        [
            ("--bytes and --sha256 are missing", [url]),
            ("sha256sum 'COPY'", [url]),
            ("--sha256 is missing", [url, "--bytes", "1"]),
            ("--bytes is missing", [url, "--sha256", digest]),
            ("no SHA-256", [url, "--bytes", "1", "--sha256", "abc"]),
            ("0 bytes can't be", [url, "--bytes", "0", "--sha256", digest]),
            ("Did you mean 'mnist'?", ["mnsit"]),
            ("in the catalogue", ["mnist", "--bytes", "1"]),
            ("no such file", ["./absent.tar"]),
            ("expected http://", ["ftp://127.0.0.1/a.tar", "--bytes", "1", "--sha256", digest]),
            ("can't be unpacked here", [url + ".xz", "--bytes", "1", "--sha256", digest]),
            ("not empty", [url, "--bytes", "1", "--sha256", digest, "--into", "taken"]),
            ("is there already", [url, "--bytes", "1", "--sha256", digest, "--into", "file.bin"]),
            ("--max-unpacked 0", [url, "--bytes", "1", "--sha256", digest, "--max-unpacked", "0"]),
            ("NAME|URL is missing", []),
        ])
        {
            var result = await place.RunAsync(["data", "get", .. arguments]);
            Assert.Contains(says, result.StandardError, StringComparison.Ordinal);
            Assert.Equal(2, result.ExitCode);
        }

        Assert.Empty(server.Requests);
        Assert.Equal(
            ["cache", "file.bin", "recipe.yaml", "taken"],
            Directory.EnumerateFileSystemEntries(place.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Another_file_is_exit_code_1_and_leaves_nothing()
    {
        using var place = new Workplace();
        var bytes = new byte[5_000];
        using var server = new FileServer((request, stream) => FileServer.SendAsync(request, stream, bytes));
        var result = await place.RunAsync(Get($"{server.AddressOf("a.bin")}", [.. bytes.Select(_ => (byte)1)]));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(Sha256.Of(bytes), result.StandardError, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.PathOf("data/a")));
        Assert.Empty(await LeftAsync(place));
    }

    [Fact]
    public async Task A_bomb_is_exit_code_3_and_may_be_allowed_without_fetching_it_again()
    {
        using var place = new Workplace();
        await place.ShellAsync("mkdir top && head -c 3000000 /dev/zero > top/zeros && tar czf bomb.tgz top");
        var bytes = await File.ReadAllBytesAsync(place.PathOf("bomb.tgz"), TestContext.Current.CancellationToken);
        using var server = new FileServer((request, stream) => FileServer.SendAsync(request, stream, bytes));
        string[] get = [.. Get($"{server.AddressOf("bomb.tgz")}", bytes)];
        var result = await place.RunAsync([.. get, "--max-unpacked", "1000000"]);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("--max-unpacked BYTES", result.StandardError, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.PathOf("data/bomb")));
        await place.JsonAsync(0, get);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_harmful_archive_is_exit_code_3_and_leaves_nothing()
    {
        using var place = new Workplace();
        await place.ShellAsync("mkdir top && ln -s /etc/passwd top/link && tar czf links.tgz top && rm -r top");
        var bytes = await File.ReadAllBytesAsync(place.PathOf("links.tgz"), TestContext.Current.CancellationToken);
        var result = await place.RunAsync(Get("links.tgz", bytes));
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("'top/link' is a link out of the archive", result.StandardError, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.PathOf("data/links")));
        Assert.Empty(await LeftAsync(place));
    }

    [Fact]
    public async Task An_interrupted_fetch_says_so_and_is_gone_on_with()
    {
        using var place = new Workplace();
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        using var held = new SemaphoreSlim(0);
        using var server = new FileServer(async (request, stream) =>
        {
            if (request.Number == 1)
            {
                await FileServer.HeadAsync(stream, "200 OK", $"Content-Length: {bytes.Length}");
                await stream.WriteAsync(bytes.AsMemory(0, 2_000_000));
                await held.WaitAsync();
            }

            await FileServer.SendAsync(request, stream, bytes);
        });
        string[] get = [.. Get($"{server.AddressOf("a.bin")}", bytes)];
        var errors = new System.Text.StringBuilder();
        var running = place.Lockstep(get).WithStandardErrorPipe(PipeTarget.ToStringBuilder(errors)).ExecuteAsync(TestContext.Current.CancellationToken);
        await UntilAsync(() => new FileInfo(PartialOf(place, bytes)) is { Exists: true, Length: 2_000_000 });
        await place.ShellAsync($"kill -TERM {running.ProcessId}");
        Assert.Equal(130, (await running).ExitCode);
        held.Release();
        Assert.Contains("the same command resumes from there", errors.ToString(), StringComparison.Ordinal);

        await place.JsonAsync(0, get);
        Assert.Equal([null, 2_000_000L], server.Requests.Select(request => request.From));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(place.PathOf("data/a/a.bin"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Killed_at_any_moment_the_destination_is_absent_or_whole_and_the_next_try_succeeds()
    {
        using var place = new Workplace();
        await place.ShellAsync("mkdir top && for i in $(seq 1 400); do head -c 20000 /dev/urandom > top/$i; done && tar czf a.tgz top");
        var expected = (await place.JsonAsync(0, "data", "seal", "top")).Text("id");
        var bytes = await File.ReadAllBytesAsync(place.PathOf("a.tgz"), TestContext.Current.CancellationToken);
        using var server = new FileServer(async (request, stream) =>
        {
            // Slow, so that kills fall into the download as well.
            var from = (int)(request.From ?? 0);
            await FileServer.HeadAsync(
                stream, request.From is null ? "200 OK" : "206 Partial Content", $"Content-Range: bytes {from}-{bytes.Length - 1}/{bytes.Length}",
                $"Content-Length: {bytes.Length - from}");
            for (; from < bytes.Length; from += 400_000)
            {
                await stream.WriteAsync(bytes.AsMemory(from, Math.Min(400_000, bytes.Length - from)));
                await Task.Delay(10);
            }
        });
        string[] get = [.. Get($"{server.AddressOf("a.tgz")}", bytes)];
        var (partials, halves, whole) = (0, 0, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            // Half of the kills follow the start by some time, half follow some more unpacked files or the snapshot's first sign.
            var running = place.Lockstep(get).ExecuteAsync(TestContext.Current.CancellationToken);
            if (kill % 2 == 1)
            {
                var before = StoredFiles(place);
                await UntilAsync(() => Directory.Exists(place.PathOf("data/a")) || IsGrowing(place) || StoredFiles(place) > before + 10);
            }
            else
            {
                await Task.Delay(100 + (kill * 40), TestContext.Current.CancellationToken);
            }

            await place.ShellAsync($"kill -KILL {running.ProcessId} 2>&1 || true");
            await running;
            partials += File.Exists(PartialOf(place, bytes)) ? 1 : 0;
            halves += StoredFiles(place) is > 0 and < 400 ? 1 : 0;
            if (Directory.Exists(place.PathOf("data/a")))
            {
                whole++;
                Assert.Equal(0, (await place.RunAsync("data", "verify", "data/a")).ExitCode);
                await place.ShellAsync("chmod -R u+w data/a; rm -r data/a");
            }
        }

        // Or the kills missed what they are for.
        Assert.True(partials > 0 && halves > 0, $"{partials} partial files, {halves} half unpacked, {whole} whole");
        Assert.Equal(expected, (await place.JsonAsync(0, get)).Text("id"));
        Assert.Empty(await LeftAsync(place));
    }

    [Fact]
    public async Task The_catalogue_is_listed()
    {
        using var place = new Workplace();
        var lines = (await place.RunAsync("data", "get", "--list")).StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["mnist", "fashion-mnist", "cifar10", "cifar100", "flowers", "imagenette2-160", "imagenette2-320", "beans", "pets"],
            lines.Select(line => line.Split(' ')[0]));
        Assert.Contains("4 files     11594722 bytes", lines[0], StringComparison.Ordinal);
        Assert.Equal(9, Assert.IsType<JsonArray>((await place.JsonAsync(0, "data", "get", "--list"))["dataSets"]).Count);
    }

    private static IEnumerable<string> Get(string source, byte[] bytes) =>
        ["data", "get", source, "--bytes", bytes.Length.ToString(CultureInfo.InvariantCulture), "--sha256", Sha256.Of(bytes)];

    private static string PartialOf(Workplace place, byte[] bytes) => place.PathOf($".lockstep/downloads/{Sha256.Of(bytes)}.partial");

    private static bool IsGrowing(Workplace place) =>
        Directory.Exists(place.PathOf("data")) && Directory.EnumerateDirectories(place.PathOf("data"), ".a.*.partial").Any();

    private static int StoredFiles(Workplace place) =>
        Directory.Exists(place.PathOf(".lockstep/objects"))
            ? Directory.EnumerateFiles(place.PathOf(".lockstep/objects"), "*", SearchOption.AllDirectories).Count()
            : 0;

    /// <summary>What is left of downloads, and of snapshots that were not finished.</summary>
    private static async Task<string[]> LeftAsync(Workplace place) =>
        (await place.ShellAsync("find . -path '*/.lockstep/downloads/*' -o -name '.*.partial'")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }
    }
}
