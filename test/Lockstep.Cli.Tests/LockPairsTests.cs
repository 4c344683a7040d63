using System.Text.Json.Nodes;
using Lockstep.Locks;

namespace Lockstep.Cli.Tests;

/// <summary>
/// Pairs of runs whose true cause is one of their locks, in processes of their own, with harmless things beside it: the verdict names the cause, and
/// experiments prove it. The fields that can be varied on this machine; a recipe's keys and data are in PairsTests of Vision. Each harmless thing by
/// itself with <c>LOCKSTEP_PAIRS=all</c>.
/// </summary>
public sealed class LockPairsTests
{
    private const string Network = "--set model=small-cnn --set augment.resize=[16,16]";
    private const string Weights = "--set model.weights={0}.safetensors --set model.sha256=$(sha256sum < {0}.safetensors | cut -c1-64)";

    private static readonly bool All = Environment.GetEnvironmentVariable("LOCKSTEP_PAIRS") == "all";
    private static readonly Companion[] Companions = All
        ?
        [
            new("nothing"),
            new("a variable") { Variables = "OMP_WAIT_POLICY=passive" },
            new("a commit") { Done = Commit },
            new("an unused file") { Done = "echo note > b/NOTES.txt" },
            new("a renamed class") { RenamesClass = true },
            new("a key without effect") { Arguments = NoEffect },
        ]
        :
        [
            new("all of them")
            {
                Variables = "OMP_WAIT_POLICY=passive", Done = $"{Commit} && echo note > b/NOTES.txt", RenamesClass = true, Arguments = NoEffect,
            },
        ];

    private const string Commit = "git -c user.name=a -c user.email=a@b commit -q --allow-empty -m other";
    private const string NoEffect = "--set augment.hflip_prob=1.0e-9";

    /// <summary>What can't be varied here: it takes another build, another machine, or a compiler.</summary>
    private static readonly HashSet<string> NotHere = new(StringComparer.Ordinal)
    {
        Arithmetic.Key, "torchSharp", "libtorch", "imageDecoder", "processor", "libc", "libm", "device", "python", "libraries", "injection", "gpu",
    };

    /// <summary>As a rule a few of them. What both runs have, the second's variables and arguments, what its verdict names, and what is proven.</summary>
    public static TheoryData<string, string, string, string, string> Pairs => All ? [.. Few, .. Others] : Few;

    private static TheoryData<string, string, string, string, string> Few => new()
    {
        { Network, "ONEDNN_MAX_CPU_ISA=SSE41", "", "variables.ONEDNN_MAX_CPU_ISA", "variables.ONEDNN_MAX_CPU_ISA" },
        { Network, "LOCKSTEP_ONEDNN=off", "", "oneDnn", "oneDnn" },
        { $"{Network} {Of(Weights, "1")}", "", Of(Weights, "2"), "modelSha256", "modelSha256" },
        { "--set split.file=1.tsv", "", "--set split.file=2.tsv", "samples", "split file" },
    };

    private static TheoryData<string, string, string, string, string> Others => new()
    {
        { Network, "ATEN_CPU_CAPABILITY=default", "", "variables.ATEN_CPU_CAPABILITY", "variables.ATEN_CPU_CAPABILITY" },
        { "--set model=mlp", "MKL_CBWR=COMPATIBLE", "", "variables.MKL_CBWR", "variables.MKL_CBWR" },
        { Network, "", "--set threads=2", "threads", "recipe.threads" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_field_of_a_lock_is_named_and_proven_whatever_harmless_things_differ_beside_it(
        string both, string variables, string set, string key, string name)
    {
        using var place = new Workplace().WithDigits(5);
        await place.ShellAsync($"""
            git init -q . && git add recipe.yaml && git -c user.name=a -c user.email=a@b commit -qm start
            lockstep() {"{"} dotnet '{Workplace.Program}' "$@"; {"}"}
            if [[ '{both}' == *safetensors* ]]; then
                for seed in 1 2; do
                    lockstep train recipe.yaml --name start$seed -q {Network} --set seed=$seed
                    cp runs/start$seed/checkpoints/last.safetensors $seed.safetensors
                done
            fi
            if [[ '{both}' == *split* ]]; then
                lockstep data seal digits -q && for seed in 1 2; do lockstep data split digits --seed $seed -o $seed.tsv -q; done
            fi
            lockstep train recipe.yaml --name a -q {both}
            """);
        foreach (var companion in Companions)
        {
            // A split file names the files of one data set.
            var rename = companion.RenamesClass && key != "samples" ? "mv b/9 b/9th" : "true";
            await place.ShellAsync($"""
                rm -rf b runs/b && cp -r digits b && rm -f b/manifest.json && {companion.Done} && {rename}
                [[ ! -f digits/manifest.json ]] || dotnet '{Workplace.Program}' data seal b -q
                {companion.Variables} {variables} dotnet '{Workplace.Program}' train recipe.yaml --name b -q {both} --set dataset=b {set} {companion.Arguments}
                """);
            var diff = await place.JsonAsync(1, "diff", "a", "b");
            var named = (diff["blame"]?["candidates"]?.AsArray() ?? []).Select(one => (string?)one?["key"]).ToArray();
            Assert.True(named is [var first] && first == key, $"with {companion.What}, named is {string.Join(", ", named)}: {diff["blame"]?["reason"]}");
            var found = await place.JsonAsync(0, "explain", "a", "b");
            var proven = (found["causes"]?.AsArray() ?? []).SelectMany(cause => cause?["differences"]?.AsArray() ?? []).Select(one => (string?)one?["name"]);
            Assert.Equal([name], proven.OfType<string>());
        }
    }

    [Fact]
    public async Task Every_field_of_the_environment_is_varied_or_belongs_to_the_machine_or_the_build()
    {
        using var place = new Workplace().WithDigits();
        await place.TrainedAsync("--name", "a");
        var fields = JsonNode.Parse(File.ReadAllText(place.PathOf("runs/a/locks/environment.json")))?["relevant"]?.AsObject().Select(field => field.Key) ?? [];
        var varied = Few.Concat(Others).Select(pair => pair.Data.Item4.Split('.')[0]);
        Assert.Empty(fields.Except(varied).Except(NotHere));
    }

    private static string Of(string text, string file) => text.Replace("{0}", file, StringComparison.Ordinal);

    /// <summary>Something harmless that the second run has besides.</summary>
    /// <param name="What">In a message.</param>
    private sealed record Companion(string What)
    {
        public string Variables { get; init; } = "";

        /// <summary>With its repository and its data.</summary>
        public string Done { get; init; } = "true";

        public bool RenamesClass { get; init; }

        public string Arguments { get; init; } = "";
    }
}
