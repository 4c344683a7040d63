using System.Text.Json.Nodes;
using Lockstep.Ledgers;

namespace Lockstep.Cli.Tests;

public sealed class DiffTests
{
    [Fact]
    public async Task The_ledger_changes_no_result_at_any_level_and_is_the_same_for_any_number_of_workers()
    {
        using var place = new Workplace().WithDigits();
        var standard = await place.TrainedAsync("--set", "model=small-cnn");
        foreach (var level in (string[])["off", "deep"])
        {
            var other = await place.JsonAsync(0, "train", "recipe.yaml", "--set", "model=small-cnn", "--set", $"ledger={level}", "--set", "loader.workers=0");
            Assert.Equal(standard.Text("resultId"), other.Text("resultId"));
            Assert.Equal(standard.Text("lockId"), other.Text("lockId"));
            Assert.Equal(level != "off", File.Exists(Path.Combine(other.Text("folder"), "ledger.bin")));
        }

        var alone = await place.JsonAsync(0, "train", "recipe.yaml", "--set", "model=small-cnn", "--set", "loader.workers=0");
        await place.ShellAsync(
            $"cmp '{standard.Text("folder")}/ledger.bin' '{alone.Text("folder")}/ledger.bin' && grep -q ' ledger.bin$' '{alone.Text("folder")}/SHA256SUMS'");
    }

    [Fact]
    public async Task Two_runs_of_one_recipe_are_identical_and_levels_are_compared_by_what_both_hold()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.TrainedAsync();
        var second = await place.JsonAsync(0, "train", "recipe.yaml", "--set", "ledger=deep");
        var diff = await place.JsonAsync(0, "diff", first.Text("run"), second.Text("run"));
        Assert.Equal("identical", diff.Text("verdict"));
        Assert.Equal("identical", diff["ledger"]?["answer"]?.GetValue<string>());
        Assert.All(Assert.IsType<JsonObject>(diff["boxes"]), box => Assert.Empty(box.Value?.AsArray() ?? []));
    }

    [Theory]
    [InlineData(
        "seed=8", 0, "initialization", "randomness",
        "Randomness: seed differs (7 in A, 8 in B), and what is drawn starts from it; nothing comes before the first weights.")]
    [InlineData("sampler=balanced", 1, "order", "code", "recipe.sampler")]
    [InlineData("augment.hflip_prob=1", 1, "augment", "code", "recipe.augment.hflip_prob")]
    [InlineData("loss={name: cross_entropy, label_smoothing: 0.1}", 1, "forward", "code", "recipe.loss.label_smoothing")]
    [InlineData("train.lr=0.02", 1, "update", "code", "recipe.train.lr")]
    public async Task A_changed_key_is_found_in_the_phase_that_it_acts_in(string change, long step, string phase, string box, string reason)
    {
        using var place = new Workplace().WithDigits(5);
        var first = await place.TrainedAsync();
        var second = await place.JsonAsync(0, "train", "recipe.yaml", "--set", change);
        var diff = await place.JsonAsync(1, "diff", first.Text("run"), second.Text("run"));
        Assert.Equal("diverged", diff.Text("verdict"));
        Assert.Equal((step, phase), (diff["ledger"]?["divergence"]?["step"]?.GetValue<long>(), diff["ledger"]?["divergence"]?["phase"]?.GetValue<string>()));
        Assert.Equal(box, diff["blame"]?["box"]?.GetValue<string>());
        Assert.Contains(reason, diff["blame"]?["reason"]?.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_picture_is_named_with_the_step_that_saw_it_first_and_Data_is_to_blame()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.TrainedAsync();
        var name = await FirstSampleOfAsync(place, first, step: 3);
        await place.ShellAsync(
            $"other=$(ls digits/5/*.png | tail -n 1) && [ \"$other\" != 'digits/{name}' ] && chmod u+w 'digits/{name}' && cp \"$other\" 'digits/{name}'");
        var second = await place.JsonAsync(0, "train", "recipe.yaml");
        var diff = await place.JsonAsync(1, "diff", first.Text("run"), second.Text("run"));
        var divergence = diff["ledger"]?["divergence"];
        Assert.Equal((3L, "decode"), (divergence?["step"]?.GetValue<long>(), divergence?["phase"]?.GetValue<string>()));
        Assert.Equal(name, divergence?["samples"]?[0]?["a"]?.GetValue<string>());
        Assert.Equal("data", diff["blame"]?["box"]?.GetValue<string>());
        Assert.Equal(name, Assert.Single(diff["files"]?["changed"]?.AsArray() ?? [])?.GetValue<string>());

        var text = await place.RunAsync("diff", first.Text("run"), second.Text("run"));
        Assert.Contains($"changed  {name}", text.StandardOutput, StringComparison.Ordinal);
        Assert.Contains(
            $"to blame: Data: {name} is not the same file in both; the samples and their order are the same.",
            text.StandardOutput,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_differs_with_equal_locks_is_what_the_locks_do_not_see()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.TrainedAsync();
        var second = await place.TrainedAsync("--set", "train.lr=0.02", "--name", "other");
        // As if nothing had been locked of it.
        await place.ShellAsync($"cp '{first.Text("folder")}/locks/code.json' '{second.Text("folder")}/locks/code.json' && cp "
            + $"'{first.Text("folder")}/recipe.yaml' '{second.Text("folder")}/recipe.yaml'");
        Forgery.Settle(second.Text("folder"));
        var diff = await place.JsonAsync(1, "diff", first.Text("run"), second.Text("run"));
        Assert.Equal("code", diff["blame"]?["box"]?.GetValue<string>());
        Assert.Contains("no lock differs", diff["blame"]?["reason"]?.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ledgers_that_are_absent_torn_flipped_or_of_another_run_are_named_and_nothing_is_called_identical()
    {
        using var place = new Workplace().WithDigits(5);
        var first = await place.TrainedAsync();
        var second = await place.JsonAsync(0, "train", "recipe.yaml");
        var path = Path.Combine(second.Text("folder"), "ledger.bin");
        var bytes = File.ReadAllBytes(path);

        async Task<string> NotesAsync(byte[]? content, string answer)
        {
            if (content is null)
            {
                File.Delete(path);
            }
            else
            {
                File.WriteAllBytes(path, content);
            }

            var result = await place.RunAsync("diff", first.Text("run"), second.Text("run"));
            Assert.Contains($"verdict      {answer}", result.StandardOutput, StringComparison.Ordinal);
            Assert.Equal(answer == "identical" ? 0 : 1, result.ExitCode);
            return result.StandardOutput;
        }

        Assert.Contains("bytes of a record that was being written", await NotesAsync(bytes[..^9], "undecided"), StringComparison.Ordinal);
        Assert.Contains(
            "is damaged: its digest is not that of its bytes",
            await NotesAsync([.. bytes[..^30], 1, 2, .. bytes[^28..]], "undecided"),
            StringComparison.Ordinal);
        Assert.Contains("not a ledger", await NotesAsync("hello"u8.ToArray(), "undecided"), StringComparison.Ordinal);
        Assert.Contains(
            "B's ledger.bin is gone, and its SHA256SUMS lists it.",
            await NotesAsync(null, "undecided: B's ledger.bin is gone"),
            StringComparison.Ordinal);

        var other = await place.JsonAsync(0, "train", "recipe.yaml", "--set", "seed=9");
        Assert.Contains(
            "was written by a run with the lock ID",
            await NotesAsync(File.ReadAllBytes(Path.Combine(other.Text("folder"), "ledger.bin")), "undecided"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ledgers_that_digest_tensors_in_other_ways_are_undecided_with_the_reason()
    {
        using var place = new Workplace().WithDigits(5);
        var first = await place.TrainedAsync();
        var second = await place.JsonAsync(0, "train", "recipe.yaml");
        var path = Path.Combine(second.Text("folder"), "ledger.bin");
        File.Move(path, place.PathOf("bytes.bin"));
        using (var ledger = Ledger.Open(place.PathOf("bytes.bin")))
        using (var writer = LedgerWriter.Create(path, ledger.Header with { Digests = DigestKind.Sums }))
        {
            for (var step = 0L; step < ledger.End; step++)
            {
                var record = ledger.Read(step);
                writer.Append(record with { Images = ~record.Images, Weights = ~record.Weights });
            }
        }

        Forgery.Settle(second.Text("folder"));
        var result = await place.RunAsync("diff", first.Text("run"), second.Text("run"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("note: The digests of tensors can't be compared: A's are XXH128 of the bytes, made on the processor, B's sums, "
            + "made on the device.", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("verdict      undecided\n", result.StandardOutput, StringComparison.Ordinal);
        Assert.Equal("sums", (await place.JsonAsync(0, "ledger", "show", second.Text("run"))).Text("digests"));
    }

    [Fact]
    public async Task Of_many_libraries_that_differ_one_is_shown_and_the_others_are_counted()
    {
        using var place = new Workplace().WithDigits(5);
        var first = await place.TrainedAsync();
        await place.ShellAsync($"cp -r '{first.Text("folder")}' runs/elsewhere");
        var path = place.PathOf("runs/elsewhere/locks/environment.json");
        var environment = JsonNode.Parse(File.ReadAllText(path))!;
        var relevant = environment["relevant"]!;
        relevant["device"] = "cuda";
        foreach (var library in (string[])["libcublas.so.13", "libcudart.so.13", "libcudnn.so.9", "libnvrtc.so.13", "libtorch_cuda.so"])
        {
            relevant["libtorch"]!["sha256"]![library] = new string('1', 64);
        }

        File.WriteAllText(path, environment.ToJsonString());
        var result = await place.RunAsync("diff", first.Text("run"), "runs/elsewhere");
        Assert.Contains($"  libtorch.sha256.libcublas.so.13: nothing  |  \"{new string('1', 64)}\"; "
            + "and 4 more libraries\n", result.StandardOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("libcudnn", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("  device: \"cpu\"  |  \"cuda\"\n", result.StandardOutput, StringComparison.Ordinal);

        var rerun = await place.RunAsync("rerun", "runs/elsewhere");
        Assert.Equal(1, rerun.ExitCode);
        Assert.Contains($"  Environment: libtorch.sha256.libcublas.so.13: recorded \"{new string('1', 64)}\", here nothing; "
            + "and 4 more libraries; it can change all that is computed and random draws\n", rerun.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain("libcudnn", rerun.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_was_killed_is_compared_as_far_as_it_went()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.TrainedAsync();
        // Two epochs of the same as the first, and then on until it is killed.
        await place.ShellAsync($"""
            dotnet '{Workplace.Program}' train recipe.yaml --set train.epochs=100000 --name killed >out.txt 2>&1 &
            for i in $(seq 600); do [ "$(stat -c %s runs/killed/ledger.bin 2>/dev/null || echo 0)" -gt 20000 ] && break; sleep 0.1; done
            kill -9 $!
            wait || true
            printf 12345 >>runs/killed/ledger.bin
            """);
        var diff = await place.JsonAsync(1, "diff", first.Text("run"), "killed");
        Assert.Equal("undecided", diff.Text("verdict"));
        Assert.Equal("same so far", diff["ledger"]?["answer"]?.GetValue<string>());
        string[] notes = [.. (diff["ledger"]?["notes"]?.AsArray() ?? []).Select(note => note?.GetValue<string>() ?? "")];
        Assert.Contains(notes, note => note.StartsWith("B was killed, or its machine stopped: its ledger was read up to step", StringComparison.Ordinal));
        Assert.Contains(notes, note => note.Contains("bytes of a record that was being written", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rerun_that_diverges_says_where_first()
    {
        using var place = new Workplace().WithDigits(5);
        var first = await place.TrainedAsync();
        var other = await place.TrainedAsync("--set", "train.lr=0.02", "--name", "other");
        // As if the first run's weights had moved otherwise than its recipe says.
        await place.ShellAsync($"cp '{other.Text("folder")}'/ledger.bin '{other.Text("folder")}'/run.json '{first.Text("folder")}'/ && cp -r "
            + $"'{other.Text("folder")}'/checkpoints '{first.Text("folder")}'/");
        Forgery.Settle(first.Text("folder"));
        var result = await place.RunAsync("rerun", first.Text("run"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("first divergence at step 1 (epoch 1), phase update: learning rate 0.02 and 0.01", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("to blame: Code: no lock differs", result.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_can_be_shown_with_its_samples_by_name()
    {
        using var place = new Workplace().WithDigits();
        var run = await place.TrainedAsync();
        var all = await place.JsonAsync(0, "ledger", "show", run.Text("run"));
        Assert.Null(all["damage"]);
        var step = await place.JsonAsync(0, "ledger", "show", run.Text("run"), "--step", "2");
        var loss = File.ReadLines(Path.Combine(run.Text("folder"), "metrics.jsonl"))
            .Select(line => JsonNode.Parse(line)).First(metric => metric?["step"]?.GetValue<long>() == 2);
        Assert.Equal(loss?["value"]?.GetValue<double>(), step["loss"]?.GetValue<float>());
        Assert.All(step["samples"]?.AsArray() ?? [], sample => Assert.True(File.Exists(place.PathOf($"digits/{sample?["name"]?.GetValue<string>()}"))));
        Assert.Equal(16, step["samples"]?.AsArray().Count);
        Assert.Equal(2, (await place.RunAsync("ledger", "show", run.Text("run"), "--step", "999")).ExitCode);
    }

    [Fact]
    public async Task The_deep_ledger_names_the_layer_that_parted()
    {
        using var place = new Workplace().WithDigits(5);
        var run = await place.JsonAsync(0, "train", "recipe.yaml", "--set", "model=small-cnn", "--set", "ledger=deep");
        var step = await place.JsonAsync(0, "ledger", "show", run.Text("run"), "--step", "1");
        var layers = step["layers"]?.AsArray() ?? [];
        Assert.Contains(layers, layer =>
            layer?["name"]?.GetValue<string>() == "features.block1.conv1" && layer["activations"] is not null && layer["gradients"] is not null);
        Assert.Contains(layers, layer => layer?["name"]?.GetValue<string>() == "classifier" && layer["gradients"] is not null);
    }

    private static async Task<string> FirstSampleOfAsync(Workplace place, JsonObject run, int step)
    {
        var shown = await place.JsonAsync(0, "ledger", "show", run.Text("run"), "--step", $"{step}");
        return shown["samples"]?[0]?["name"]?.GetValue<string>() ?? "";
    }
}
