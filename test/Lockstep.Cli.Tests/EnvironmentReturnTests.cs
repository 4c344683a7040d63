using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using Lockstep.Runs;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>The environment of a run comes back: as a virtual environment, as an image to be built, as a bill of materials.</summary>
public sealed class EnvironmentReturnTests
{
    private const string Python = "/usr/bin/python3";

    /// <summary>A script with three packages in an environment without setuptools, as uv makes them, and the run of it.</summary>
    private const string Script = """
        import random
        import alpha, beta_tools, gamma
        open("made.txt", "w").write("%d %r" % (alpha.VALUE + beta_tools.VALUE + gamma.VALUE, random.random()))
        """;

    [Fact]
    public async Task A_scripts_environment_is_made_anew_from_wheels_alone_and_the_rerun_there_is_identical()
    {
        using var place = new Workplace();
        await RunScriptAsync(place);
        var list = File.ReadAllText(place.PathOf("runs/one/locks/requirements.txt"));
        Assert.Contains("alpha==1.0.2\nbeta-tools==2.1\ndelta==4.0\ngamma==0.3+local\n", list, StringComparison.Ordinal);
        Assert.Contains("locks/requirements.txt\n", File.ReadAllText(place.PathOf("runs/one/SHA256SUMS")), StringComparison.Ordinal);

        // A wheel that isn't there: pip fails midway, and the folder is as it was.
        await place.ShellAsync("mkdir new; mv wheels/gamma* .");
        string[] restore = ["env", "restore", "one", "--venv", "new", "--python", Python, "--no-index", "--find-links", "wheels"];
        var shown = await place.JsonAsync(0, restore);
        Assert.False((bool)shown["made"]!);
        Assert.Empty(Directory.GetFileSystemEntries(place.PathOf("new")));
        var failed = await place.RunAsync([.. restore, "--yes"]);
        Assert.Equal(3, failed.ExitCode);
        Assert.Contains("No matching distribution found for gamma==0.3+local", failed.StandardError, StringComparison.Ordinal);
        Assert.Contains("Give a folder that has its wheel", failed.StandardError, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(place.PathOf("new")));

        // What a process that was killed left is taken away, and it is made.
        await place.ShellAsync("mv gamma* wheels; touch new/torn; sleep 0 & wait; printf $! > new/.lockstep-unfinished");
        var made = await place.JsonAsync(0, [.. restore, "--yes"]);
        Assert.True((bool)made["made"]!);
        Assert.Equal(3, (int)made["sameFiles"]!); // what was needed and not imported has no digest in the lock
        Assert.False(File.Exists(place.PathOf("new/torn")));

        var again = await Inside(place, "new", "rerun", "one", "--name", "two", "--json").ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.True(again.ExitCode == 0, again.StandardError);
        Assert.Equal("identical", JsonNode.Parse(again.StandardOutput)!.AsObject().Text("verdict"));
        Assert.Equal(RunFolder.Open(place.PathOf("runs/one")).ReadRecord().LockId, RunFolder.Open(place.PathOf("runs/two")).ReadRecord().LockId);

        var taken = await place.RunAsync(restore);
        Assert.Equal(2, taken.ExitCode);
        Assert.Contains("is there already", taken.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_was_built_anew_under_its_version_is_refused()
    {
        using var place = new Workplace();
        await RunScriptAsync(place);
        await place.ShellAsync("""
            sed -i 's/VALUE = %d/VALUE = 1 + %d/' wheels.py; /usr/bin/python3 wheels.py wheels wheels
            """);
        string[] restore = ["env", "restore", "one", "--venv", "new", "--python", Python, "--no-index", "--find-links", "wheels", "--yes"];
        var refused = await place.RunAsync(restore);

        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("alpha==1.0.2: its files are not those that ran", refused.StandardError, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.PathOf("new")));
    }

    [Fact]
    public async Task What_can_not_be_made_here_is_said_before_anything_is_done()
    {
        using var place = new Workplace();
        await RunScriptAsync(place);
        Directory.CreateDirectory(place.PathOf("fake"));
        var version = (await place.ShellAsync($"{Python} -c 'import sys; print(sys.version.split()[0])'")).Trim();
        File.WriteAllText(place.PathOf("fake/python-old"), "#!/bin/sh\necho 3.9.1\necho 1\n");
        File.WriteAllText(place.PathOf("fake/python-bare"), $"#!/bin/sh\necho {version}\necho 0\n");
        await place.ShellAsync("chmod +x fake/*");
        async Task SaysAsync(int exitCode, string said, params string[] arguments)
        {
            var result = await place.RunAsync(["env", "restore", .. arguments, "--venv", "new"]);
            Assert.Contains(said, result.StandardError, StringComparison.Ordinal);
            Assert.Equal(exitCode, result.ExitCode);
            Assert.False(Directory.Exists(place.PathOf("new")));
        }

        await SaysAsync(3, "found 3.9.1", "one", "--python", "fake/python-old");
        await SaysAsync(3, "-venv", "one", "--python", "fake/python-bare");
        await SaysAsync(2, "no Python that runs", "one", "--python", "recipe.yaml");
        await SaysAsync(2, "no such folder", "one", "--find-links", "nowhere");
        await place.RunAsync("exec", "--name", "shell", "--", "true");
        await SaysAsync(3, "no Python ran in it", "shell");

        // As an older Lockstep left it, and as it is where conda made the environment.
        ForgeList(place, null);
        await SaysAsync(3, "has no locks/requirements.txt", "one");
        File.WriteAllText(place.PathOf("runs/one/locks/conda.txt"), "@EXPLICIT\n");
        ForgeList(place, "alpha==1.0.2\n");
        await SaysAsync(3, "conda create --prefix new --file", "one");
        File.WriteAllText(place.PathOf("runs/one/locks/requirements.txt"), "beta==1\n");
        File.Delete(place.PathOf("runs/one/locks/conda.txt"));
        await SaysAsync(3, "Get the run anew", "one");
    }

    [Fact]
    public async Task A_list_that_says_more_than_versions_is_shown_and_refused_and_taken_where_it_is_trusted()
    {
        using var place = new Workplace();
        await RunScriptAsync(place);
        ForgeList(place, "alpha==1.0.2\n--index-url https://example.invalid/simple\n-e ./evil\n");
        await place.ShellAsync("mkdir evil; printf 'open(\"../ran\", \"w\")\n' > evil/setup.py");
        Assert.Equal(0, (await place.RunAsync("bundle", "one", "-o", "theirs.lockstep.zip")).ExitCode);
        foreach (var run in (string[])["one", "theirs.lockstep.zip"])
        {
            var refused = await place.RunAsync("env", "restore", run, "--venv", "new", "--yes");
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains(
                "line 2: --index-url https://example.invalid/simple: it takes packages from elsewhere", refused.StandardError, StringComparison.Ordinal);
            Assert.Contains("line 3: -e ./evil", refused.StandardError, StringComparison.Ordinal);
            Assert.Equal(2, (await place.RunAsync("env", "dockerfile", run, "-o", "image")).ExitCode);
        }

        Assert.False(Directory.Exists(place.PathOf("new")) || File.Exists(place.PathOf("ran")) || Directory.Exists(place.PathOf("image")));
        var trusted = await place.JsonAsync(0, "env", "restore", "one", "--venv", "new", "--python", Python, "--trust");
        Assert.Equal(2, trusted["trusted"]!.AsArray().Count);
        Assert.DoesNotContain("--only-binary", (string)trusted["commands"]!.AsArray()[^1]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bill_of_materials_is_valid_and_has_the_same_bytes_each_time()
    {
        using var place = new Workplace();
        await RunScriptAsync(place);
        var training = Path.GetFileName((await place.WithDigits().TrainedAsync()).Text("folder"));
        foreach (var run in (string[])["one", training])
        {
            var first = await place.RunAsync("env", "sbom", run);
            var again = await place.JsonAsync(0, "env", "sbom", run, "-o", "bom.json");
            Assert.Equal(0, first.ExitCode);
            Assert.Equal(first.StandardOutput, File.ReadAllText(place.PathOf("bom.json")));
            Assert.Contains($"\"serialNumber\": \"{again.Text("serialNumber")}\"", first.StandardOutput, StringComparison.Ordinal);
            await PublishedSchema.HoldsAsync("cyclonedx/bom-1.6.schema.json", first.StandardOutput);
        }

        var bom = JsonNode.Parse(File.ReadAllText(place.PathOf("bom.json")))!;
        var model = bom["components"]!.AsArray().Single(component => (string?)component!["bom-ref"] == "model:last.safetensors")!;
        var set = bom["components"]!.AsArray().Single(component => (string?)component!["type"] == "data")!;
        Assert.Equal("linear", (string)model["modelCard"]!["modelParameters"]!["modelArchitecture"]!);
        Assert.Equal((string)set["bom-ref"]!, (string)model["modelCard"]!["modelParameters"]!["datasets"]![0]!["ref"]!);
        Assert.Contains(
            model["modelCard"]!["quantitativeAnalysis"]!["performanceMetrics"]!.AsArray(), metric => (string?)metric!["type"] == "valAccuracy");
        Assert.Contains(bom["components"]!.AsArray(), component => (string?)component!["bom-ref"] == "file:libtorch_cpu.so" && component["hashes"] is not null);

        string Timed(string seconds) => $"SOURCE_DATE_EPOCH={seconds} dotnet '{Workplace.Program}' env sbom one";
        var timed = await place.ShellAsync(Timed("1767225600"));
        Assert.Contains("\"timestamp\": \"2026-01-01T00:00:00Z\"", timed, StringComparison.Ordinal);
        Assert.Contains("pkg:pypi/gamma@0.3%2Blocal", timed, StringComparison.Ordinal);
        Assert.Contains("expected whole seconds", await place.ShellAsync(Timed("soon") + " 2>&1 || test $? = 2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_image_is_built_from_holds_the_run_its_code_and_its_packages_by_version()
    {
        using var place = new Workplace();
        await place.ShellAsync("git init -q .; git config user.name a; git config user.email a@b; printf '*\n!one.py\n!.gitignore\n' > .gitignore");
        await RunScriptAsync(place, "git add -A; git commit -qm one; printf '# changed\n' >> one.py");
        var written = await place.JsonAsync(0, "env", "dockerfile", "one", "-o", "image");
        var lines = File.ReadAllText(place.PathOf("image/Dockerfile"));

        Assert.False((bool)written["pinned"]!);
        Assert.StartsWith("alpha==1.0.2\nbeta-tools==2.1\n", File.ReadAllText(place.PathOf("image/requirements.txt")), StringComparison.Ordinal);
        Assert.Contains("-r /rerun/requirements.txt", lines, StringComparison.Ordinal);
        Assert.Contains("CMD [\"/opt/lockstep/lockstep\", \"rerun\", \"/rerun/run.lockstep.zip\"", lines, StringComparison.Ordinal);
        Assert.Equal(" M one.py\n", await place.ShellAsync("git -C image/code status --short"));
        Assert.Equal(await place.ShellAsync("git rev-parse HEAD"), await place.ShellAsync("git -C image/code rev-parse HEAD"));
        await place.ShellAsync("cmp one.py image/code/one.py");
        Assert.Equal(0, (await place.RunAsync("runs", "show", "image/run.lockstep.zip")).ExitCode);

        var tag = await place.RunAsync("env", "dockerfile", "one", "-o", "other", "--image", "debian:12");
        Assert.Equal(2, tag.ExitCode);
        Assert.Contains("no digest, so that it could be another image tomorrow", tag.StandardError, StringComparison.Ordinal);
        Assert.Equal(2, (await place.RunAsync("env", "dockerfile", "one", "-o", "image")).ExitCode);
        var name = $"debian@sha256:{new string('a', 64)}";
        Assert.True((bool)(await place.JsonAsync(0, "env", "dockerfile", "one", "-o", "pinned", "--image", name))["pinned"]!);
        Assert.Contains($"FROM --platform=linux/amd64 {name}\n", File.ReadAllText(place.PathOf("pinned/Dockerfile")), StringComparison.Ordinal);

        var training = Path.GetFileName((await place.WithDigits().TrainedAsync()).Text("folder"));
        var trained = await place.JsonAsync(0, "env", "dockerfile", training, "-o", "training");
        Assert.Contains("--data", File.ReadAllText(place.PathOf("training/Dockerfile")), StringComparison.Ordinal);
        Assert.Contains("the data set", (string)trained["notes"]!.AsArray()[^1]!, StringComparison.Ordinal);
        await PublishedSchema.HoldsAsync(
            "containers/devContainer.base.schema.json", File.ReadAllText(place.PathOf("training/.devcontainer/devcontainer.json")));
    }

    [Fact]
    public async Task What_a_stranger_calls_packages_enters_no_line_of_a_Dockerfile()
    {
        using var place = new Workplace();
        await RunScriptAsync(place);
        File.WriteAllText(place.PathOf("runs/one/locks/apt.txt"), "sl=1\nbad=1;touch /x\n$(id)=1\n-o=Dir::x\n");
        await place.ShellAsync("""
            sed -i 's/"version": "3[^"]*"/"version": "3.11\\nRUN touch x"/; s/"commit": "[^"]*"/"commit": "a; id"/' runs/one/locks/environment.json
            sed -i 's/"os": "[^"]*"/"os": "Debian GNU\/Linux 12 (bookworm)"/' runs/one/locks/environment.json
            """);
        ForgeList(place, "alpha==1.0.2\n");
        await place.JsonAsync(0, "env", "dockerfile", "one", "-o", "image");
        var text = File.ReadAllText(place.PathOf("image/Dockerfile"));

        Assert.Equal("sl=1\n", File.ReadAllText(place.PathOf("image/apt.txt")));
        Assert.DoesNotContain("touch", text, StringComparison.Ordinal);
        Assert.DoesNotContain("a; id", text, StringComparison.Ordinal);
    }

    [LongProof("LOCKSTEP_ROOTS")]
    public async Task Every_line_of_a_Dockerfile_done_by_hand_in_a_fresh_root_leads_to_an_identical_rerun()
    {
        var clone = Environment.GetEnvironmentVariable("LOCKSTEP_ROOTS");
        using var place = new Workplace().WithDigits();
        Task<string> BuildAsync(string image, string root) => place.ShellAsync(
            $"cp -a fresh {root}; if [ {root} = recipe ]; then mkdir {root}/rerun; cp -r digits {root}/rerun/data; fi\n"
            + $"unshare -m {Python} '{Repository.PathOf("test/roots/build.py")}' {image} {root} '{clone}' 2>&1");
        await place.ShellAsync($"debootstrap --variant=minbase bookworm fresh; cp -r '{Repository.PathOf("test/roots/record")}' .; cp -r digits record");
        await BuildAsync("record", "recording");

        foreach (var run in (string[])["script", "recipe"])
        {
            var told = await BuildAsync($"recording/images/{run}", run);
            Assert.Contains("verdict    identical", told, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"(?m)^\S+=\S+: no longer in the archive", told);
        }
    }

    private static async Task RunScriptAsync(Workplace place, string before = "")
    {
        Assert.SkipUnless(File.Exists(Python), $"needs {Python} (apt-get install python3)");
        File.WriteAllText(place.PathOf("one.py"), Script);
        File.Copy(Repository.PathOf("test/fixtures/exec/wheels.py"), place.PathOf("wheels.py"));
        await place.ShellAsync($"{before}\n{Python} -m venv --without-pip old; {Python} wheels.py wheels wheels; {Python} wheels.py install old wheels");
        var run = await Inside(place, "old", "exec", "--name", "one", "--", "python", "one.py").ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.True(run.ExitCode == 0, run.StandardError);
    }

    private static Command Inside(Workplace place, string environment, params string[] arguments) => place.Lockstep(arguments)
        .WithEnvironmentVariables(variables => variables
            .Set("XDG_CACHE_HOME", place.PathOf("cache")).Set("PATH", $"{place.PathOf(environment)}/bin:{Environment.GetEnvironmentVariable("PATH")}"));

    /// <summary>Gives the run another list of packages, and makes its sums fit.</summary>
    private static void ForgeList(Workplace place, string? text)
    {
        var run = RunFolder.Open(place.PathOf("runs/one"));
        run.Unseal();
        File.Delete(run.RequirementsPath);
        if (text is not null)
        {
            File.WriteAllText(run.RequirementsPath, text);
        }

        run.Seal(run.ReadRecord() with { LockId = run.ReadLocks().LockId });
    }
}
