using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Lockstep.Cli.Tests;

public sealed class VerdictTests
{
    [Fact]
    public async Task A_result_within_the_tolerance_is_equivalent_and_one_beyond_it_diverged()
    {
        using var place = new Workplace().WithDigits(5);
        var first = await place.TrainedAsync();
        await place.JsonAsync(0, "train", "recipe.yaml", "--set", "train.lr=0.0100001", "--name", "near");
        var within = await place.JsonAsync(0, "diff", first.Text("run"), "near", "--tolerance", "1e-3", "--junit", "yes.xml", "--picture", "parted.svg");
        Assert.Equal("equivalent", within.Text("verdict"));
        Assert.InRange(within["weights"]?["absolute"]?.GetValue<double>() ?? 0, 1e-12, 1e-3);
        var beyond = await place.JsonAsync(1, "diff", first.Text("run"), "near", "--tolerance", "1e-12", "--junit", "no.xml");
        Assert.Equal("diverged", beyond.Text("verdict"));
        Assert.Equal("diverged", (await place.JsonAsync(1, "diff", first.Text("run"), "near")).Text("verdict"));

        var (yes, no) = (XDocument.Load(place.PathOf("yes.xml")), XDocument.Load(place.PathOf("no.xml")));
        Assert.Equal(["locks", "ledger", "metrics", "weights", "result"], yes.Descendants("testcase").Select(check => check.Attribute("name")?.Value));
        Assert.Equal("0", yes.Descendants("testsuite").Single().Attribute("failures")?.Value);
        Assert.Equal($"{no.Descendants("failure").Count()}", no.Descendants("testsuite").Single().Attribute("failures")?.Value);
        Assert.Contains("first divergence at step 1", no.Descendants("failure").ElementAt(1).Value, StringComparison.Ordinal);
        Assert.Contains("first divergence: step 1, update", XDocument.Load(place.PathOf("parted.svg")).Root?.Value, StringComparison.Ordinal);
        Assert.Equal(2, (await place.RunAsync("diff", first.Text("run"), "near", "--tolerance", "-1")).ExitCode);
        Assert.Equal(2, (await place.RunAsync("diff", first.Text("run"), "near", "--picture", "parted.gif")).ExitCode);
    }

    [Fact]
    public async Task A_rerun_is_held_against_the_recipes_tolerance_and_its_record_holds_the_distance()
    {
        using var place = new Workplace().WithDigits(5);
        var first = await place.JsonAsync(0, "train", "recipe.yaml", "--set", "tolerance=1e-3");
        var other = await place.JsonAsync(0, "train", "recipe.yaml", "--set", "train.lr=0.0100001", "--set", "tolerance=1e-3");
        // As if the first run had been made on a machine that computes a little otherwise.
        await place.ShellAsync($"cp -r '{other.Text("folder")}'/. '{first.Text("folder")}/' && cp -r '{other.Text("folder")}' kept && cd "
            + $"'{first.Text("folder")}' && sed -i 's/0.0100001/0.01/' recipe.yaml locks/code.json");
        Forgery.Settle(first.Text("folder"));
        var rerun = await place.JsonAsync(0, "rerun", first.Text("run"), "--junit", "rerun.xml");
        Assert.Equal("equivalent", rerun.Text("verdict"));
        var verdict = JsonNode.Parse(File.ReadAllText(Path.Combine(rerun.Text("folder"), "run.json")))?["verdict"];
        Assert.Equal(1e-3, verdict?["tolerance"]?.GetValue<double>());
        Assert.InRange(verdict?["distance"]?["weights"]?["absolute"]?.GetValue<double>() ?? 0, 1e-12, 1e-3);
        Assert.True(File.Exists(place.PathOf("rerun.xml")));
        Assert.Equal("diverged", (await place.JsonAsync(1, "rerun", first.Text("run"), "--tolerance", "0")).Text("verdict"));
    }

    [Fact]
    public async Task Equal_result_IDs_are_not_believed_where_a_checkpoint_was_changed_since()
    {
        using var place = new Workplace().WithDigits(5);
        var first = await place.TrainedAsync();
        var second = await place.JsonAsync(0, "train", "recipe.yaml");
        await place.ShellAsync($"printf '\\001' | dd of='{second.Text("folder")}/checkpoints/last.safetensors' bs=1 seek=5000 conv=notrunc 2>/dev/null");
        var diff = await place.JsonAsync(1, "diff", first.Text("run"), second.Text("run"));
        Assert.Equal("undecided", diff.Text("verdict"));
        Assert.Contains("B's result ID is not that of its last checkpoint", diff["doubts"]?[0]?.GetValue<string>(), StringComparison.Ordinal);
        var told = await place.RunAsync("rerun", second.Text("run"), "--json");
        var rerun = JsonNode.Parse(told.StandardOutput)!.AsObject();
        Assert.Equal((1, "undecided"), (told.ExitCode, rerun.Text("verdict")));
        var (warned, trained) = (
            told.StandardError.IndexOf("warning: The verdict will be 'undecided'", StringComparison.Ordinal),
            told.StandardError.IndexOf("epoch 1/", StringComparison.Ordinal));
        Assert.True(warned >= 0 && warned < trained, told.StandardError);
        Assert.Contains("A's result ID is not that of its last checkpoint", rerun["reasons"]?[0]?.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bisect_names_the_step_says_whether_a_machine_repeats_itself_and_leaves_nothing_behind()
    {
        using var place = new Workplace().WithDigits(5);
        var first = await place.TrainedAsync();
        var alone = await place.JsonAsync(0, "bisect", first.Text("run"));
        Assert.False(alone["differ"]?.GetValue<bool>());
        Assert.True(alone["a"]?["asRecorded"]?.GetValue<bool>());

        await place.JsonAsync(0, "train", "recipe.yaml", "--set", "loss={name: cross_entropy, label_smoothing: 0.1}", "--name", "other");
        var both = await place.JsonAsync(1, "bisect", first.Text("run"), "other", "--keep", "ledgers");
        Assert.Equal((1L, "forward"), (both["divergence"]?["step"]?.GetValue<long>(), both["divergence"]?["phase"]?.GetValue<string>()));
        Assert.Equal("code", both["blame"]?["box"]?.GetValue<string>());
        Assert.Equal(["a.ledger.bin", "b.ledger.bin"], Directory.GetFiles(place.PathOf("ledgers")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(2, place.RunCount);
    }

    [Fact]
    public async Task Many_reruns_tell_the_seeds_spread_from_none()
    {
        using var place = new Workplace().WithDigits(5);
        var first = await place.TrainedAsync();
        var same = await place.JsonAsync(0, "rerun", first.Text("run"), "--times", "2");
        Assert.Equal((1, "identical"), (same["distinctResults"]?.GetValue<int>(), same.Text("verdict")));
        Assert.Equal(0, same["metrics"]?["valLoss"]?["standardDeviation"]?.GetValue<double>());
        var seeds = await place.JsonAsync(0, "rerun", first.Text("run"), "--times", "2", "--seeds");
        Assert.Equal(3, seeds["distinctResults"]?.GetValue<int>());
        Assert.Null(seeds["verdict"]);
        Assert.True(seeds["metrics"]?["valLoss"]?["standardDeviation"]?.GetValue<double>() > 0);
        Assert.Equal(2, (await place.RunAsync("rerun", first.Text("run"), "--times", "0")).ExitCode);
    }
}
