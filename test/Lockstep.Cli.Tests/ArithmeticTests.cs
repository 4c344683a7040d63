using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Locks;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>The number of the arithmetic and the results that belong to it change together, or not at all.</summary>
public sealed class ArithmeticTests
{
    private const string Kept = "test/fixtures/arithmetic/results.json";

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Models, augmentations, samplers, losses, optimizers, precisions and formats, each somewhere.</summary>
    private static readonly (string Name, string[] Settings)[] s_recipes =
    [
        ("linear, SGD", ["model=linear", "optimizer={name: sgd, momentum: 0.9, nesterov: true}", "train.clip_grad_norm=1"]),
        ("small CNN, AdamW", [
            "model=small-cnn", "optimizer={name: adamw, weight_decay: 0.01}", "schedule={name: cosine, warmup_epochs: 1}",
            "augment={hflip_prob: 0.5, rotation_degrees: 10, random_crop: {size: [8, 8], padding: 1}}"
        ]),
        ("MLP, balanced sampler", ["model={name: mlp, hidden: [16], dropout: 0.2}", "sampler=balanced", "loss={name: cross_entropy, class_weights: balanced}"]),
        ("ResNet-18, mixup",
            ["model={name: resnet18, stem: cifar}", "augment={mixup: {alpha: 0.4}}", "loss={name: cross_entropy, label_smoothing: 0.1}", "train.epochs=1"]),
        ("focal, EMA, accumulation",
            ["model=small-cnn", "loss={name: focal, gamma: 2}", "train={batch_size: 8, epochs: 2, lr: 0.01, accumulate: 2, ema: {decay: 0.9}}"]),
        ("bce, repeated sampler",
            ["loss=bce", "sampler={name: repeated, times: 2}", "augment={trivial_augment: {}, resize: [12, 12], interpolation: bicubic}"]),
        ("bfloat16, channels last", [
            "model=small-cnn", "precision=bfloat16", "memory_format=channels_last",
            "augment={color_jitter: {brightness: 0.3, contrast: 0.3}, random_erasing: {prob: 0.5}}"
        ]),
        ("float16, AugMix", ["precision=float16", "augment={augmix: {}}"]),
        ("MobileNetV2, RandAugment",
            ["model=mobilenet_v2", "augment={resize: [32, 32], rand_augment: {}, normalize: {mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}}", "train.epochs=1"]),
        ("table of labels", ["dataset=table", "augment={cutmix: {}, gaussian_blur: {kernel: 3, sigma: [0.1, 1.0], prob: 0.5}}"]),
        ("photographs, decode scale",
            ["dataset=photographs", "data.decode_scale=half", "augment={random_resized_crop: {size: [24, 24]}}", "train={batch_size: 4, epochs: 2, lr: 0.01}"]),
    ];

    [Fact]
    public async Task A_result_changes_only_with_the_number_and_the_number_only_with_a_result()
    {
        using var place = new Workplace().WithDigits(perClass: 6);
        await PrepareAsync(place);
        var results = new JsonObject();
        var processor = "";
        foreach (var (name, settings) in s_recipes)
        {
            var run = await place.JsonAsync(
                0,
                ["train", "recipe.yaml", "--quiet", "--set", "seed=11", "--set", "threads=2", .. settings.SelectMany(setting => (string[])["--set", setting])]);
            results[name] = run.Text("resultId");
            var environment = JsonNode.Parse(File.ReadAllText(Path.Combine(run.Text("folder"), "locks/environment.json")))!["relevant"]!;
            processor = $"{environment["processor"]!["model"]}, {environment["processor"]!["instructionSetInUse"]}, libc {environment["libc"]}, "
                + $"libtorch {environment["libtorch"]!["version"]}{(environment["oneDnn"] is null ? "" : ", oneDNN off")}";
        }

        var kept = File.Exists(Repository.PathOf(Kept))
            ? JsonNode.Parse(GoldenFile.Read(Kept))!.AsObject()
            : new JsonObject { ["arithmetic"] = Arithmetic.First, ["results"] = new JsonObject() };
        var number = (int)kept["arithmetic"]!;
        var before = kept["results"]![processor] as JsonObject;
        if (Environment.GetEnvironmentVariable("LOCKSTEP_UPDATE_GOLDEN") != "1")
        {
            // Results are kept by processor; on one that none were kept of, the number alone is held.
            Assert.Equal(number, Arithmetic.Current);
            Assert.Equal(before?.ToJsonString(s_indented) ?? results.ToJsonString(s_indented), results.ToJsonString(s_indented));
            return;
        }

        var isChanged = before is not null && before.Any(one => (string?)results[one.Key] != (string?)one.Value);
        Assert.False(isChanged && number == Arithmetic.Current, "A result changed: say what in Arithmetic.cs, which raises the number.");
        Assert.False(
            !isChanged && before is not null && number != Arithmetic.Current,
            "No result that is kept changed, so the number stays; or add a recipe here that shows the change, in a commit before it.");
        var all = number == Arithmetic.Current ? kept["results"]!.DeepClone().AsObject() : [];
        all[processor] = results;
        GoldenFile.Matches(Kept, new JsonObject { ["arithmetic"] = Arithmetic.Current, ["results"] = all }.ToJsonString(s_indented) + "\n");
    }

    private static async Task PrepareAsync(Workplace place)
    {
        await place.ShellAsync("""
            mkdir -p table/images photographs/even photographs/odd
            echo 'path,label' >table/labels.csv
            for file in digits/*/*.png; do
                name=$(echo "$file" | tr / -)
                cp "$file" "table/images/$name"
                echo "images/$name,$(basename "$(dirname "$file")")" >>table/labels.csv
            done
            """);
        var jpegs = Directory.GetFiles(Repository.PathOf("test/fixtures/images"), "q*.jpg")
            .Concat(Directory.GetFiles(Repository.PathOf("test/fixtures/images"), "orientation*.jpg")).Order(StringComparer.Ordinal);
        foreach (var (jpeg, place_) in jpegs.Select((jpeg, index) => (jpeg, index)))
        {
            File.Copy(jpeg, place.PathOf(Path.Combine("photographs", place_ % 2 == 0 ? "even" : "odd", Path.GetFileName(jpeg))));
        }
    }
}
