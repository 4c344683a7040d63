using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

public sealed class TrainTests
{
    [Fact]
    public async Task Two_trainings_in_two_processes_give_the_same_locks_results_and_files()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.JsonAsync(
            0, "train", "recipe.yaml", "--set", "model=small-cnn", "--set", "augment.hflip_prob=0.5", "--set", "augment.color_jitter.hue=0.2");
        var second = await place.JsonAsync(
            0, "train", "recipe.yaml", "--set", "model=small-cnn", "--set", "augment.hflip_prob=0.5", "--set", "augment.color_jitter.hue=0.2");
        Assert.NotEqual(first.Text("run"), second.Text("run"));
        Assert.Equal(first.Text("lockId"), second.Text("lockId"));
        Assert.Equal(first.Text("resultId"), second.Text("resultId"));
        foreach (var file in (string[])[
            "checkpoints/best.safetensors", "checkpoints/last.safetensors", "artifacts/confusion_matrix.json", "recipe.yaml", "locks/manifest.json"
        ])
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(first.Text("folder"), file)), File.ReadAllBytes(Path.Combine(second.Text("folder"), file)));
        }
    }

    [Fact]
    public async Task Results_and_locks_do_not_depend_on_the_number_of_workers()
    {
        using var place = new Workplace().WithDigits();
        var ids = new HashSet<(string, string)>();
        foreach (var workers in (int[])[0, 1, 2, 4])
        {
            var answer = await place.JsonAsync(
                0, "train", "recipe.yaml", "--set", $"loader.workers={workers}", "--set", "augment.hflip_prob=0.5", "--set",
                "augment.color_jitter.brightness=0.4");
            ids.Add((answer.Text("lockId"), answer.Text("resultId")));
        }

        Assert.Single(ids);
    }

    [Theory]
    [InlineData("balanced")]
    [InlineData("{name: weighted, weights: {3: 5, 4: 0}}")]
    [InlineData("{name: repeated, times: 2}")]
    public async Task Results_do_not_depend_on_the_number_of_workers_with_any_sampler(string sampler)
    {
        using var place = new Workplace().WithDigits();
        foreach (var image in Directory.GetFiles(place.PathOf("digits/3")).Skip(2))
        {
            File.Delete(image);
        }

        var ids = new HashSet<(string, string)>();
        foreach (var workers in (int[])[0, 2])
        {
            var answer = await place.JsonAsync(
                0, "train", "recipe.yaml", "--set", $"loader.workers={workers}", "--set", "augment.hflip_prob=0.5", "--set", $"sampler={sampler}");
            ids.Add((answer.Text("lockId"), answer.Text("resultId")));
        }

        Assert.Single(ids);
        Assert.DoesNotContain(
            (await place.JsonAsync(0, "train", "recipe.yaml", "--set", "augment.hflip_prob=0.5")).Text("resultId"), ids.Select(id => id.Item2));
    }

    [Fact]
    public async Task A_padded_random_crop_trains_in_the_size_of_the_images_and_repeats()
    {
        using var place = new Workplace().WithDigits();
        string[] set = ["--set", "model=small-cnn", "--set", "augment.random_crop={size: [8, 8], padding: 1}"];
        var plain = await place.TrainedAsync(set[..2]);
        var cropped = await place.JsonAsync(0, ["train", "recipe.yaml", .. set]);
        Assert.Contains("_crop_", cropped.Text("run"), StringComparison.Ordinal);
        Assert.NotEqual(plain.Text("resultId"), cropped.Text("resultId"));
        Assert.Equal("identical", (await place.JsonAsync(0, "rerun", cropped.Text("run"))).Text("verdict"));
    }

    [Fact]
    public async Task Every_augmentation_at_once_gives_the_same_for_any_number_of_workers()
    {
        using var place = new Workplace().WithDigits();
        const string Augment = """
            augment={resize: 20, random_resized_crop: {size: [18, 17]}, random_crop: {size: [16, 16], padding: 2},
            hflip_prob: 0.5, vflip_prob: 0.5, rotation_degrees: 30, interpolation: bicubic,
            affine: {degrees: 10, translate: [0.1, 0.1], scale: [0.9, 1.1], shear: [5, 5]}, perspective: {}, trivial_augment: {},
            rand_augment: {}, augmix: {}, mixup: {}, cutmix: {},
            color_jitter: {brightness: 0.2, contrast: 0.2, saturation: 0.2, hue: 0.1}, greyscale_prob: 0.2, invert_prob: 0.1,
            posterize: {bits: 4}, solarize: {prob: 0.2}, sharpness: {factor: 2}, autocontrast_prob: 0.3,
            equalize_prob: 0.1, gaussian_blur: {kernel: 3}, normalize: {mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]},
            random_erasing: {}}
            """;
        var results = new HashSet<string>();
        foreach (var workers in (int[])[0, 3])
        {
            foreach (var order in (string[])["channels_last", "contiguous"])
            {
                var run = await place.JsonAsync(
                    0, "train", "recipe.yaml", "--set", "model=linear", "--set", "train.epochs=1", "--set", Augment.ReplaceLineEndings(" "), "--set",
                    $"loader.workers={workers}", "--set", $"memory_format={order}");
                Assert.Contains("22-augmentations", run.Text("run"), StringComparison.Ordinal);
                results.Add($"{order} {run.Text("resultId")}");
            }
        }

        Assert.Equal(2, results.Count);
    }

    [Fact]
    public async Task Presets_and_mixed_batches_train_and_repeat_for_any_number_of_workers()
    {
        using var place = new Workplace().WithDigits();
        async Task<JsonObject> Train(params string[] set) => await place.JsonAsync(
            0, ["train", "recipe.yaml", "--set", "model=linear", "--set", "train.epochs=1", .. set.SelectMany(item => new[] { "--set", item })]);
        var mixed = await Train("augment={preset: heavy, mixup: {}, cutmix: {}}", "loader.workers=0", "loss.label_smoothing=0.1");
        var again = await Train("augment={preset: heavy, mixup: {}, cutmix: {}}", "loader.workers=3", "loss.label_smoothing=0.1");
        Assert.Equal(mixed.Text("resultId"), again.Text("resultId"));
        Assert.Equal(mixed.Text("lockId"), again.Text("lockId"));

        var others = new List<string> { mixed.Text("resultId") };
        foreach (var augment in (string[])["none", "light", "{mixup: {}}"])
        {
            others.Add((await Train($"augment={augment}", "loss.label_smoothing=0.1")).Text("resultId"));
        }

        Assert.Equal(others.Count, others.Distinct().Count());
    }

    [Fact]
    public async Task Another_seed_rate_image_or_byte_gives_another_lock_ID()
    {
        using var place = new Workplace().WithDigits();
        async Task<string> LockId(params string[] set) =>
            (await place.JsonAsync(0, ["train", "recipe.yaml", "--set", "train.epochs=1", .. set])).Text("lockId");
        var ids = new List<string> { await LockId(), await LockId("--set", "seed=8"), await LockId("--set", "train.lr=0.02") };
        File.Copy(place.PathOf("digits/3/0003.png"), place.PathOf("digits/3/more.png"));
        ids.Add(await LockId());
        File.Delete(place.PathOf("digits/3/more.png"));
        Assert.Equal(ids[0], await LockId());
        place.ChangeOneByte("digits/3/0003.png");
        ids.Add(await LockId());
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task Its_folder_is_whole_and_sha256sum_accepts_it()
    {
        using var place = new Workplace().WithDigits();
        var answer = await place.TrainedAsync();
        // TensorBoard's file has the second of the start in its name.
        var listed = (await place.ShellAsync(
            $"cd '{answer.Text("folder")}' && sha256sum -c --strict --quiet SHA256SUMS && cut -c67- SHA256SUMS | sed 's/tfevents.[0-9]*/tfevents.N/'"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] expected =
        [
            "artifacts/confusion_matrix.csv", "artifacts/confusion_matrix.json", "artifacts/confusion_matrix.png", "artifacts/curves.png",
            "artifacts/model.json", "artifacts/per_class.csv",
            "artifacts/predictions.csv", "artifacts/predictions.png", "artifacts/report.html", "artifacts/report.json",
            "artifacts/tensorboard/events.out.tfevents.N.lockstep",
            "checkpoints/best.safetensors", "checkpoints/last.safetensors", "code/recipe.yaml", "ledger.bin",
            "locks/code.diff", "locks/code.json", "locks/data.json", "locks/environment.json", "locks/manifest.json", "locks/randomness.json",
            "locks/sample-ids.txt", "locks/samples.tsv",
            "log.txt", "metrics.jsonl", "recipe.source.yaml", "recipe.yaml", "run.json",
        ];
        Assert.Equal(expected, listed);
        Assert.Equal(File.ReadAllBytes(place.PathOf("recipe.yaml")), File.ReadAllBytes(Path.Combine(answer.Text("folder"), "recipe.source.yaml")));
        await place.ShellAsync($"cd '{answer.Text("folder")}/locks' && grep -q \"$(sha256sum samples.tsv | cut -c-64)\" data.json");
    }

    [Fact]
    public async Task Its_JSON_answer_has_the_documented_members()
    {
        using var place = new Workplace().WithDigits();
        var answer = await place.JsonAsync(0, "train", "recipe.yaml", "--tag", "hot");
        Assert.Equal(["run", "folder", "kind", "status", "lockId", "resultId", "metrics"], answer.Select(member => member.Key));
        Assert.Equal("finished", answer.Text("status"));
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}_linear_hot_v1$", answer.Text("run"));
        Assert.Equal(["best", "bestEpoch", "trainLoss", "valAccuracy", "valLoss"], ((JsonObject)answer["metrics"]!).Select(member => member.Key));
    }

    [Fact]
    public async Task Twenty_started_at_once_get_twenty_folders_and_none_is_mixed()
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        var answers = await Task.WhenAll(
            Enumerable.Range(1, 20).Select(seed => place.JsonAsync(0, "train", "recipe.yaml", "--set", $"seed={seed}", "--set", "train.epochs=1", "-q")));
        Assert.Equal(20, answers.Select(answer => answer.Text("run")).Distinct().Count());
        Assert.Equal(20, place.RunCount);
        for (var seed = 1; seed <= 20; seed++)
        {
            var folder = answers[seed - 1].Text("folder");
            Assert.Contains($"seed: {seed}\n", File.ReadAllText(Path.Combine(folder, "recipe.yaml")), StringComparison.Ordinal);
            await place.ShellAsync($"cd '{folder}' && sha256sum -c --strict --quiet SHA256SUMS");
        }
    }

    [Fact]
    public async Task A_JSON_recipe_trains_to_the_same_lock_as_its_YAML()
    {
        using var place = new Workplace().WithDigits();
        File.WriteAllText(
            place.PathOf("recipe.json"),
            """{"seed": 7, "dataset": "digits", "model": "linear", "threads": 1, "train": {"batch_size": 16, "epochs": 2, "lr": 0.01}}""");
        Assert.Equal((await place.TrainedAsync()).Text("lockId"), (await place.JsonAsync(0, "train", "recipe.json")).Text("lockId"));
    }

    [Fact]
    public async Task Train_and_val_folders_are_taken_as_they_are()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("mkdir -p parted/val && mv digits parted/train && for c in 0 1 2 3 4 5 6 7 8 9; do mkdir parted/val/$c; "
            + "mv $(ls -d parted/train/$c/* | head -2) parted/val/$c/; done");
        var result = await place.RunAsync("train", "recipe.yaml", "--set", "dataset=parted");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("60 images to train on, 20 to validate on", result.StandardError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_leaves_an_interrupted_run_with_a_usable_last_checkpoint(string signal)
    {
        using var place = new Workplace().WithDigits();
        // Bash starts background jobs with SIGINT ignored; env restores it.
        var text = await place.ShellAsync($$"""
            env --default-signal=INT dotnet '{{Path.Combine(AppContext.BaseDirectory, "Lockstep.Cli.dll")}}' train recipe.yaml \
                --set train.epochs=100000 --name stopped -q >out 2>err & pid=$!
            for i in $(seq 200); do [ -s runs/stopped/metrics.jsonl ] && break; sleep 0.1; done
            kill -{{signal}} $pid; code=0; wait $pid || code=$?; echo $code
            cd runs/stopped && sha256sum -c --strict --quiet SHA256SUMS
            """);
        Assert.Equal("130", text.Trim());
        var record = JsonNode.Parse(File.ReadAllText(place.PathOf("runs/stopped/run.json")));
        Assert.Equal("interrupted", record?["status"]?.GetValue<string>());
        Assert.NotEmpty(Lockstep.Vision.Tensors.Safetensors.Load(place.PathOf("runs/stopped/checkpoints/last.safetensors")));
    }

    [Fact]
    public async Task A_killed_run_is_listed_as_interrupted_and_hides_no_other()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync($$"""
            dotnet '{{Path.Combine(AppContext.BaseDirectory, "Lockstep.Cli.dll")}}' train recipe.yaml \
                --set train.epochs=100000 --name killed -q >out 2>err & pid=$!
            for i in $(seq 200); do [ -s runs/killed/metrics.jsonl ] && break; sleep 0.1; done
            kill -KILL $pid; wait $pid || true
            """);
        await place.JsonAsync(0, "train", "recipe.yaml", "--name", "after");
        var runs = Assert.IsType<JsonArray>((await place.JsonAsync(0, "runs"))["runs"]);
        Assert.Equal(["killed interrupted", "after finished"], runs.Select(run => $"{run!["run"]} {run["status"]}"));
    }
}
