using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lockstep.Cli.Tests;

/// <summary>Environments are shown, locked, checked and compared; what changes results is named with what it can change, and the rest is silent.</summary>
public sealed partial class EnvTests
{
    /// <summary>A package, a native library, and a script that uses both.</summary>
    private const string Project = """
        install() {
            rm -rf site-packages/tiny*
            mkdir -p site-packages/tiny site-packages/tiny-$1.dist-info
            echo "VALUE = '$2'" > site-packages/tiny/__init__.py
            printf 'Metadata-Version: 2.1\nName: tiny\nVersion: %s\n' $1 > site-packages/tiny-$1.dist-info/METADATA
            printf 'tiny/__init__.py,sha256=%s,9\n' $(sha256sum < site-packages/tiny/__init__.py | cut -c1-43) > site-packages/tiny-$1.dist-info/RECORD
        }
        library() { cp /usr/lib/x86_64-linux-gnu/$1 site-packages/libtiny.so; }
        lockstep() { PYTHONPATH=$PWD/site-packages dotnet "$PROGRAM" "$@"; }

        """;

    [Fact]
    public async Task Of_a_command_a_patch_version_a_swapped_library_and_a_variable_are_named_and_a_harmless_variable_is_silent()
    {
        using var place = new Workplace();
        await place.ShellAsync("""
            cat > train.py <<'END'
            import ctypes, tiny
            ctypes.CDLL("site-packages/libtiny.so")
            open("out.txt", "w").write(tiny.VALUE[:1])
            END
            """);
        await ShellAsync(place, """
            install 1.0.1 a; library libm.so.6
            lockstep exec --name one -q -- /usr/bin/python3 train.py 2> said
            lockstep env verify one
            """);
        var lib = new[] { "/usr/lib/x86_64-linux-gnu/libm.so.6", "/usr/lib/x86_64-linux-gnu/libz.so.1" };
        Assert.All(lib, path => Assert.SkipUnless(File.Exists(path), $"needs {path}"));

        Assert.Equal(
            ["python.packages.tiny: recorded 1.0.1, here 1.0.2; it can change everything"],
            await DifferencesAsync(place, "install 1.0.2 a"));
        Assert.StartsWith("python.digests.tiny: recorded ", Assert.Single(await DifferencesAsync(place, "install 1.0.1 b")), StringComparison.Ordinal);
        Assert.Matches(
            "^libraries.libtiny.so: recorded [0-9a-f]{12}, here [0-9a-f]{12}; it can change everything$",
            Assert.Single(await DifferencesAsync(place, "install 1.0.1 a; library libz.so.1")));
        Assert.Equal(
            ["variables.OMP_SCHEDULE: recorded nothing, here static; it can change all that is computed and decoded pixels"],
            await DifferencesAsync(place, "library libm.so.6; export OMP_SCHEDULE=static"));
        Assert.StartsWith("variables.OMP_NUM_THREADS: ", Assert.Single(await DifferencesAsync(place, "export OMP_NUM_THREADS=1")), StringComparison.Ordinal);
        Assert.Empty(await DifferencesAsync(place, "export OMP_WAIT_POLICY=passive EDITOR=vi MKL_VERBOSE=0"));

        var refused = await ShellAsync(place, "install 1.0.2 a; ! lockstep rerun one 2>&1");
        Assert.Contains(
            "'one' can't be rerun as it was:\n  Environment: python.packages.tiny: recorded \"1.0.1\", here \"1.0.2\"; it can change everything\n",
            refused, StringComparison.Ordinal);
        var allowed = await ShellAsync(place, "lockstep rerun one --allow environment --name two 2>&1; ! lockstep env diff one two");
        Assert.Contains("verdict    identical: the same bits as one\n  allowed: Environment: python.packages.tiny", allowed, StringComparison.Ordinal);
        Assert.Contains("\n  python.packages.tiny: in A 1.0.1, in B 1.0.2; it can change everything\n", allowed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_training_another_processor_is_noticed_and_refused_and_when_it_is_allowed_the_verdict_tells_the_truth()
    {
        using var place = new Workplace().WithDigits();
        await place.TrainedAsync("--name", "a");
        Assert.Empty(await DifferencesAsync(place, "export OMP_WAIT_POLICY=passive OMP_NUM_THREADS=2", "a"));
        foreach (var variable in (string[])["ONEDNN_MAX_CPU_ISA=AVX2", "MKL_ENABLE_INSTRUCTIONS=AVX2"])
        {
            var (name, value) = (variable.Split('=')[0], variable.Split('=')[1]);
            Assert.Equal(
                [$"variables.{name}: recorded nothing, here {value}; it can change all that is computed and decoded pixels"],
                await DifferencesAsync(place, $"export {variable}", "a"));
        }

        var refused = await ShellAsync(place, "export ATEN_CPU_CAPABILITY=default; ! lockstep rerun a 2>&1");
        Assert.Contains("  Environment: processor.instructionSetInUse: recorded ", refused, StringComparison.Ordinal);
        Assert.Contains("  Environment: variables.ATEN_CPU_CAPABILITY: recorded nothing, here \"default\"; it can change ", refused, StringComparison.Ordinal);
        var answer = JsonNode.Parse(await ShellAsync(
            place, "export ATEN_CPU_CAPABILITY=default; lockstep rerun a --name b --allow environment --json 2> said || test $? = 1"));
        var isSame = File.ReadAllText(place.PathOf("runs/a/run.json")).Contains((string)answer!["resultId"]!, StringComparison.Ordinal);
        Assert.Equal(isSame, (string?)answer["verdict"] == "identical");
        Assert.Contains("allowed: Environment: variables.ATEN_CPU_CAPABILITY", File.ReadAllText(place.PathOf("said")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_without_a_run_is_written_and_is_that_of_a_run()
    {
        using var place = new Workplace().WithDigits();
        await place.TrainedAsync("--name", "a");
        var written = await place.JsonAsync(0, "env", "lock");
        Assert.Equal(place.PathOf("lockstep.env.json"), (string?)written["file"]);
        Assert.Empty((await place.JsonAsync(0, "env", "diff", "a", "lockstep.env.json"))["differences"]!.AsArray());
        Assert.True((bool)(await place.JsonAsync(0, "env", "verify"))["equal"]!);

        var fields = (await place.JsonAsync(0, "env", "show", "a"))["fields"]!.AsArray();
        var threads = fields.Single(field => (string?)field!["key"] == "threads")!;
        Assert.Equal((1, true, "what the network computes"), ((int)threads["value"]!, (bool)threads["changesResults"]!, (string)threads["canChange"]!));
        Assert.DoesNotContain(fields, field => field!["reason"] is null);

        // What another build or a swapped file would be, written into the lock; and one that is really there and swapped, which LD_PRELOAD loads.
        Assert.Equal(
            [
                "torchSharp: recorded 0.107.9, here 0.107.0; it can change all that is computed and random draws",
                "libtorch.sha256.libc10.so: recorded 000000000000, here X; it can change all that is computed and random draws",
            ],
            (await DifferencesAsync(
                place,
                """
                sed 's/"torchSharp": "0.107.0"/"torchSharp": "0.107.9"/; s/\("libc10.so": "\)[0-9a-f]*/\1'$(printf %064d 0)/ \
                    lockstep.env.json > other.json
                """,
                "other.json")).Select(line => Digest().Replace(line, "X", 1, line.LastIndexOf("here ", StringComparison.Ordinal))));
        var swapped = await DifferencesAsync(place, """
            cp /usr/lib/x86_64-linux-gnu/libz.so.1 libtiny.so; export LD_PRELOAD=$PWD/libtiny.so
            lockstep env lock -o preloaded.json -q > said; cp /usr/lib/x86_64-linux-gnu/libm.so.6 other.so; mv other.so libtiny.so
            """, "preloaded.json");
        Assert.StartsWith("libraries.libtiny.so: recorded ", Assert.Single(swapped), StringComparison.Ordinal);

        // A file in the run's folder stands for the run; a copy of it says too little to be checked.
        await ShellAsync(place, "cp runs/a/locks/environment.json copy.json; lockstep env verify runs/a/locks/environment.json");
        var copied = await place.RunAsync("env", "verify", "copy.json");
        Assert.Equal(3, copied.ExitCode);
        Assert.Contains("a copy of a run's lock, without the recipe", copied.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lock_of_a_python_is_that_of_the_environment_at_hand_and_says_which_packages_have_no_digest()
    {
        using var place = new Workplace();
        File.Delete(place.PathOf("recipe.yaml"));
        await ShellAsync(place, """
            unset VIRTUAL_ENV CONDA_PREFIX
            /usr/bin/python3 -m venv --without-pip .venv
            install 1.0.1 a; mv site-packages/* .venv/lib/python3*/site-packages/
            mkdir .venv/lib/python3.$(/usr/bin/python3 -c 'import sys; print(sys.version_info[1])')/site-packages/bare-2.0.egg-info
            mkdir .venv/conda-meta && touch .venv/conda-meta/intel-openmp-2024.1.0-intel_964.json
            printf '[[package]]\nname = "tiny"\nversion = "1.0.1"\n' > uv.lock
            """);
        var written = JsonNode.Parse(await ShellAsync(place, "unset VIRTUAL_ENV CONDA_PREFIX\nlockstep env lock -o it.json --json"))!;
        Assert.Equal(("command", "bare"), ((string?)written["kind"], string.Join(',', written["undigested"]!.AsArray())));
        var shown = await ShellAsync(place, "lockstep env show it.json");
        Assert.Matches(@"Python      3\.\d+\.\d+, 2 packages, \.venv/bin/python", shown);
        Assert.Matches(@"python\.packages\.tiny +1\.0\.1", shown);
        Assert.Matches(@"lockFiles\.uv\.lock +[0-9a-f]{12}", shown);
        Assert.Matches(@"conda\.intel-openmp +2024\.1\.0 intel_964", shown);
        Assert.Contains("undigested  1 package of them: bare\n", shown, StringComparison.Ordinal);

        Assert.Empty(await DifferencesAsync(place, "true", "it.json"));
        Assert.Equal(
            ["python.packages.tiny: recorded 1.0.1, here 1.0.2; it can change everything"],
            await DifferencesAsync(place, "mv .venv/lib/python3*/site-packages/tiny-1.0.{1,2}.dist-info 2> /dev/null || "
                + "(cd .venv/lib/python3*/site-packages && mv tiny-1.0.1.dist-info tiny-1.0.2.dist-info)", "it.json"));
        var gone = await place.RunAsync("env", "verify", "it.json", "--python", "/bin/true");
        Assert.Equal(3, gone.ExitCode);
        Assert.Contains("/bin/true did not say which packages it has", gone.StandardError, StringComparison.Ordinal);
    }

    /// <summary>What <c>env verify</c> names once that was done; its exit code must say the same.</summary>
    private static async Task<string[]> DifferencesAsync(Workplace place, string done, string against = "one")
    {
        var said = await ShellAsync(place, $"{done}\nlockstep env verify {against} && echo exit 0 || echo exit $?");
        string[] named = [.. said.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim())];
        Assert.True(said.Contains(named.Length == 0 ? "exit 0\n" : "exit 1\n", StringComparison.Ordinal), said);
        return named;
    }

    [GeneratedRegex("[0-9a-f]{12}")]
    private static partial Regex Digest();

    private static Task<string> ShellAsync(Workplace place, string script) =>
        place.ShellAsync($"export PROGRAM='{Workplace.Program}' XDG_CACHE_HOME=$PWD/cache\n{Project}{script}");
}
