using System.IO.Compression;
using Lockstep.Runs;

namespace Lockstep.Cli.Tests;

public sealed class BundleTests
{
    [Fact]
    public async Task A_bundle_is_a_zip_of_the_run_whose_sums_hold_and_the_same_run_makes_the_same_bytes()
    {
        using var place = new Workplace().WithDigits(5);
        var run = await place.TrainedAsync();
        var bundle = await place.JsonAsync(0, "bundle", run.Text("run"));
        Assert.Equal(place.PathOf($"{run.Text("run")}.lockstep.zip"), bundle.Text("bundle"));
        await ZipFile.ExtractToDirectoryAsync(bundle.Text("bundle"), place.PathOf("out"), TestContext.Current.CancellationToken);
        await place.ShellAsync($"diff -r out/'{run.Text("run")}' '{run.Text("folder")}' && cd out/'{run.Text("run")}' && sha256sum --quiet -c SHA256SUMS");
        var again = await place.JsonAsync(0, "bundle", run.Text("folder"), "-o", "again.zip");
        Assert.Equal(bundle.Text("sha256"), again.Text("sha256"));
        Assert.Equal($"{bundle.Text("sha256")}  again.zip\n", await place.ShellAsync("sha256sum again.zip"));
    }

    [Fact]
    public async Task Diff_says_of_bundles_what_it_says_of_the_folders()
    {
        using var place = new Workplace().WithDigits(5);
        var first = await place.TrainedAsync();
        var second = await place.TrainedAsync("--set", "train.lr=0.02", "--name", "other");
        var folders = await place.JsonAsync(1, "diff", first.Text("run"), "other");
        await place.JsonAsync(0, "bundle", first.Text("run"), "-o", "first.zip");
        await place.JsonAsync(0, "bundle", "other", "-o", "other.zip");
        await place.ShellAsync("mv runs elsewhere");

        var bundles = await place.JsonAsync(1, "diff", "first.zip", "other.zip");
        Assert.Equal(folders.ToJsonString(), bundles.ToJsonString());
        Assert.Equal(
            (1L, "update"), (bundles["ledger"]?["divergence"]?["step"]?.GetValue<long>(), bundles["ledger"]?["divergence"]?["phase"]?.GetValue<string>()));
        var same = await place.JsonAsync(0, "diff", "first.zip", $"elsewhere/{first.Text("run")}");
        Assert.Equal("identical", same.Text("verdict"));

        // The temporary folder is another process's as well; only that nothing of this one stays can be said.
        Assert.Equal("", await place.ShellAsync("mkdir tmp"));
        await place.Lockstep("diff", "first.zip", "other.zip")
            .WithEnvironmentVariables(variables => variables.Set("TMPDIR", place.PathOf("tmp"))).ExecuteAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await place.ShellAsync("ls -A tmp"));
    }

    [Fact]
    public async Task A_bundle_alone_is_enough_to_look_at_a_run_use_its_model_and_make_it_again()
    {
        using var place = new Workplace().WithDigits(5);
        var run = await place.TrainedAsync("--set", "model=small-cnn");
        await place.JsonAsync(0, "bundle", run.Text("run"), "-o", "sent.zip");
        await place.ShellAsync("rm -r runs && mv digits moved");
        await place.JsonAsync(0, "data", "seal", "moved");

        var shown = await place.JsonAsync(0, "runs", "show", "sent.zip");
        Assert.Equal((run.Text("resultId"), place.PathOf("sent.zip")), (shown.Text("resultId"), shown.Text("bundle")));
        Assert.Null(shown["folder"]);
        Assert.Equal(run.Text("lockId"), (await place.JsonAsync(0, "ledger", "show", "sent.zip")).Text("lockId"));
        Assert.Equal(
            run["metrics"]?["valAccuracy"]?.GetValue<double>(),
            (await place.JsonAsync(0, "evaluate", "sent.zip", "--data", "moved", "--checkpoint", "last"))["accuracy"]?.GetValue<double>());
        await place.JsonAsync(0, "predict", "sent.zip", "moved/5");

        var rerun = await place.JsonAsync(0, "rerun", "sent.zip", "--data", "moved");
        Assert.Equal(("identical", run.Text("resultId"), run.Text("run")), (rerun.Text("verdict"), rerun.Text("resultId"), rerun.Text("parent")));
        Assert.Equal(place.PathOf("runs"), Path.GetDirectoryName(rerun.Text("folder")));
        Assert.Equal("identical", (await place.JsonAsync(0, "diff", "sent.zip", rerun.Text("run"))).Text("verdict"));
        Assert.False((await place.JsonAsync(0, "bisect", "sent.zip", "--data", "moved", "--steps", "2"))["differ"]?.GetValue<bool>());
    }

    [Fact]
    public async Task A_run_that_was_killed_is_bundled_as_it_is_and_one_that_was_changed_is_refused_by_the_file()
    {
        using var place = new Workplace().WithDigits(5);
        var run = await place.TrainedAsync();
        await place.ShellAsync($"rm '{run.Text("folder")}/SHA256SUMS'");
        await place.JsonAsync(0, "bundle", run.Text("run"), "-o", "killed.zip");
        Assert.Equal("identical", (await place.JsonAsync(0, "diff", "killed.zip", run.Text("run"))).Text("verdict"));

        var other = await place.TrainedAsync("--name", "other");
        place.ChangeOneByte($"runs/other/metrics.jsonl");
        var refused = await place.RunAsync("bundle", "other");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains($"{other.Text("folder")}: not what its SHA256SUMS says: metrics.jsonl.", refused.StandardError, StringComparison.Ordinal);
        Assert.False(File.Exists(place.PathOf("other.lockstep.zip")));
    }

    [Fact]
    public async Task A_run_that_is_being_trained_is_not_bundled()
    {
        using var place = new Workplace().WithDigits(5);
        var run = await place.TrainedAsync();
        using var hold = RunFolder.Open(run.Text("folder")).AcquireLock();
        var refused = await place.RunAsync("bundle", run.Text("run"));
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("still runs, in another process", refused.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_is_not_written_over_a_file_into_its_own_run_or_halfway()
    {
        using var place = new Workplace().WithDigits(5);
        var run = await place.TrainedAsync();
        await place.ShellAsync("echo mine > taken.zip");
        var taken = await place.RunAsync("bundle", run.Text("run"), "-o", "taken.zip");
        Assert.Equal(3, taken.ExitCode);
        Assert.Contains("taken.zip: is there already", taken.StandardError, StringComparison.Ordinal);
        Assert.Equal("mine\n", File.ReadAllText(place.PathOf("taken.zip")));

        var inside = await place.RunAsync("bundle", run.Text("run"), "-o", $"runs/{run.Text("run")}/it.zip");
        Assert.Equal(2, inside.ExitCode);
        Assert.Contains("lies in the finished run", inside.StandardError, StringComparison.Ordinal);
        Assert.False(File.Exists(place.PathOf($"runs/{run.Text("run")}/it.zip")));

        var full = await place.ShellWithDiskAsync(1, $"""
            head -c 1000000 /dev/zero > disk/filler
            dotnet '{Workplace.Program}' bundle '{run.Text("run")}' -o disk/it.zip 2>&1 || echo "exit $?"
            ls -A disk
            """);
        Assert.Contains("exit 3", full, StringComparison.Ordinal);
        Assert.EndsWith("\nfiller\n", full, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_bundle_or_a_changed_one_is_named_and_compared_with_nothing()
    {
        using var place = new Workplace().WithDigits(5);
        var run = await place.TrainedAsync();
        await place.JsonAsync(0, "bundle", run.Text("run"), "-o", "good.zip");
        await place.ShellAsync("echo text > text.zip; head -c 5000 good.zip > cut.zip; : > empty.zip");
        Variant("outside.zip", zip => Add(zip, "../recipe.yaml"));
        Variant("two.zip", zip => Add(zip, "another_v1/run.json"));
        Variant("twice.zip", zip => Add(zip, $"{run.Text("run")}/run.json"));
        Variant("more.zip", zip => Add(zip, $"{run.Text("run")}/notes.txt"));
        Variant("less.zip", zip => zip.GetEntry($"{run.Text("run")}/metrics.jsonl")?.Delete());
        Variant("unsealed.zip", zip => zip.GetEntry($"{run.Text("run")}/SHA256SUMS")?.Delete());
        Variant("headless.zip", zip => zip.GetEntry($"{run.Text("run")}/run.json")?.Delete());
        foreach (var (file, problem) in new[]
        {
            ("text.zip", "text.zip: not unpacked: it is no archive: it is a text file"),
            ("cut.zip", "cut.zip: not unpacked: it is damaged"),
            ("empty.zip", "empty.zip: not unpacked: it is no archive: it is empty"),
            ("recipe.yaml", "recipe.yaml: not a run's bundle: it is neither a zip nor a tar. Make one with 'lockstep bundle RUN'."),
            ("outside.zip", "outside.zip: not unpacked: the entry '../recipe.yaml' leads out of the destination"),
            ("two.zip", "two.zip: not a run's bundle: it does not hold the folder of one run"),
            ("twice.zip", $"twice.zip: not unpacked: the entry '{run.Text("run")}/run.json' is in it twice"),
            ("more.zip", "more.zip: not what its SHA256SUMS says: notes.txt."),
            ("less.zip", "less.zip: not what its SHA256SUMS says: metrics.jsonl."),
            ("unsealed.zip", "unsealed.zip: not a run's bundle: it has no SHA256SUMS"),
            ("headless.zip", "headless.zip: not a run's bundle: it does not hold the folder of one run"),
        })
        {
            var refused = await place.RunAsync("diff", "good.zip", file);
            Assert.True(refused.ExitCode == 3, $"{file}: {refused.ExitCode} {refused.StandardOutput}");
            Assert.Contains(problem, refused.StandardError, StringComparison.Ordinal);
            Assert.Equal("", refused.StandardOutput);
        }

        var resumed = await place.RunAsync("train", "--resume", "good.zip");
        Assert.Equal(2, resumed.ExitCode);
        Assert.Contains("Unpack a bundle with 'unzip -d runs good.zip' first", resumed.StandardError, StringComparison.Ordinal);

        void Variant(string name, Action<ZipArchive> change)
        {
            File.Copy(place.PathOf("good.zip"), place.PathOf(name));
            using var zip = ZipFile.Open(place.PathOf(name), ZipArchiveMode.Update);
            change(zip);
        }

        static void Add(ZipArchive zip, string name)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            writer.Write("text");
        }
    }

    [Fact]
    public async Task A_runs_name_goes_before_a_file_of_that_name()
    {
        using var place = new Workplace().WithDigits(5);
        await place.TrainedAsync("--name", "one");
        await place.ShellAsync("echo text > one");
        Assert.Equal("identical", (await place.JsonAsync(0, "diff", "one", "runs/one")).Text("verdict"));
    }

    [Fact]
    public async Task A_tar_of_a_run_folder_does_as_well()
    {
        using var place = new Workplace().WithDigits(5);
        var run = await place.TrainedAsync();
        await place.ShellAsync($"tar -czf it.tar.gz -C runs '{run.Text("run")}'");
        Assert.Equal("identical", (await place.JsonAsync(0, "diff", "it.tar.gz", run.Text("run"))).Text("verdict"));
    }
}
