using System.Text.Json.Nodes;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>The projects below examples/: each is copied, and what its README says is run.</summary>
public sealed class ExampleProjectTests
{
    /// <summary>Bytes of a record of CIFAR-10: a label and 32×32 pixels of three colours.</summary>
    private const int Record = 3073;

    [Fact]
    public async Task The_smoke_test_in_continuous_integration_prints_what_its_README_says()
    {
        using var place = Of("smoke-in-ci");
        place.WithDigits(perClass: 200);
        await place.JsonAsync(0, "data", "seal", "digits");
        await place.ShellAsync("echo .bin/ >> .gitignore && echo cache/ >> .gitignore && git init -q");
        var path = Repository.PathOf("examples/smoke-in-ci/README.md");
        var page = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var rewritten = await Transcript.RewrittenAsync(page, place);
        if (Environment.GetEnvironmentVariable("LOCKSTEP_UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(path, rewritten, TestContext.Current.CancellationToken);
        }

        // On another kind of processor there is no entry yet, so that the first smoke test says something else.
        Assert.Equal(WithoutFirst(Transcript.Masked(page)), WithoutFirst(Transcript.Masked(rewritten)));
        Assert.Contains("exit code 1", rewritten, StringComparison.Ordinal);
        Assert.Contains("degrees 5 → 45", File.ReadAllText(place.PathOf("smoke-report/smoke.md")), StringComparison.Ordinal);

        static string WithoutFirst(string text) => string.Join('\n', text.Split('\n').Where(line =>
            !line.Contains("golden values: as", StringComparison.Ordinal)
            && !line.StartsWith("  not checked: golden values", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("github", ".github/workflows/smoke.yml")]
    [InlineData("gitlab", ".gitlab-ci.yml")]
    public async Task Its_workflows_are_those_that_init_writes_and_a_line_that_gets_the_images(string service, string file)
    {
        using var place = Of("smoke-in-ci");
        var lines = File.ReadAllLines(place.PathOf(file)).Where(line => !line.Contains("LOCKSTEP_COMMIT: ", StringComparison.Ordinal)).ToList();
        File.Delete(place.PathOf(file));
        await place.JsonAsync(0, "init", "--ci", service, "--lockstep", "https://example.com/lockstep.git");

        var images = Assert.Single(lines.Except(File.ReadAllLines(place.PathOf(file))));
        Assert.EndsWith("demo --keep demo -q && mv demo/data/digits-v1 digits", images, StringComparison.Ordinal);
        lines.Remove(images);
        Assert.Equal(File.ReadAllLines(place.PathOf(file)).Where(line => !line.Contains("LOCKSTEP_COMMIT: ", StringComparison.Ordinal)), lines);
    }

    [Fact]
    public async Task The_CIFAR_10_baseline_runs_on_a_part_of_the_images_as_its_README_says()
    {
        var source = Path.Combine(Environment.GetEnvironmentVariable("LOCKSTEP_TEST_DATA") ?? "/nonexistent", "cifar-10-batches-bin");
        Assert.SkipUnless(
            File.Exists(Path.Combine(source, "test_batch.bin")), "needs real data: set LOCKSTEP_TEST_DATA to a folder that holds cifar-10-batches-bin");
        using var place = Of("cifar10-baseline");
        await place.ShellAsync($$"""
            mkdir -p data/cifar10
            head -c {{400 * Record}} {{source}}/data_batch_1.bin > data/cifar10/data_batch_1.bin
            head -c {{100 * Record}} {{source}}/test_batch.bin > data/cifar10/test_batch.bin
            cp {{source}}/batches.meta.txt data/cifar10
            sed -i 's/epochs: [0-9]*/epochs: 1/' recipe.yaml
            sed -i 's/^seeds: .*/seeds: 1/' suite.yaml
            export XDG_CACHE_HOME=$PWD/cache
            lockstep() { dotnet {{Workplace.Program}} "$@" >> said.txt 2>&1; }
            {{CommandsOf(place)}}
            """);

        var index = JsonNode.Parse(File.ReadAllText(place.PathOf("class-indices.json")))!;
        Assert.Equal(["airplane", "automobile", "bird"], ((JsonArray)index["classes"]!).Take(3).Select(one => (string?)one!["name"]));
        Assert.Equal(500, ((JsonArray)index["samples"]!).Count);
        var report = JsonNode.Parse(File.ReadAllText(place.PathOf("ablations/cifar10/report.json")))!;
        Assert.InRange((double)report["arms"]![0]!["mean"]!, 0.05, 0.6);
        var plan = await place.JsonAsync(0, "ablate", "long.yaml", "--dry-run", "--jobs", "1");
        Assert.Equal("cifar10_small-cnn_s1", (string?)Assert.Single((JsonArray)plan["estimatedBy"]!));
    }

    [Fact]
    public async Task The_Fashion_MNIST_baseline_learns_on_all_of_it()
    {
        const string Source = "/usr/share/datasets/fashion-mnist";
        Assert.SkipUnless(Directory.Exists(Source), "needs Fashion-MNIST: install dataset-fashion-mnist");
        using var place = Of("fashion-mnist-baseline");
        await place.ShellAsync($"mkdir data && cp -r {Source} data/fashion-mnist");
        var manifest = await place.JsonAsync(0, "data", "seal", "data/fashion-mnist");
        Assert.Contains((string)manifest["id"]!, File.ReadAllText(place.PathOf("README.md")), StringComparison.Ordinal);
        await place.JsonAsync(0, "smoke", "recipe.yaml");
        Assert.Equal(3, (int)(await place.JsonAsync(0, "ablate", "suite.yaml", "--dry-run"))["runs"]!);
        Assert.Equal(5, (int)(await place.JsonAsync(0, "ablate", "long.yaml", "--dry-run"))["runs"]!);
    }

    private static Workplace Of(string example)
    {
        var place = new Workplace();
        File.Delete(place.PathOf("recipe.yaml"));
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf($"examples/{example}"), "*", SearchOption.AllDirectories))
        {
            var copy = place.PathOf(Path.GetRelativePath(Repository.PathOf($"examples/{example}"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!); // a file has a folder
            File.Copy(file, copy);
        }

        return place;
    }

    /// <summary>Those that need neither the network nor a screen.</summary>
    private static string CommandsOf(Workplace place) => string.Join('\n', File.ReadLines(place.PathOf("README.md"))
        .Where(line => line.StartsWith("$ lockstep", StringComparison.Ordinal) && !line.Contains("data get", StringComparison.Ordinal))
        .Select(line => line[2..]));
}
