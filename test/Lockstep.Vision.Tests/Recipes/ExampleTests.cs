using System.Text;
using System.Text.Json;
using Lockstep.Recipes;
using Lockstep.Tests.Shared;

namespace Lockstep.Vision.Tests.Recipes;

public sealed class ExampleTests
{
    [Fact]
    public void The_example_resolves_to_its_values()
    {
        var recipe = RecipeText.Resolve(RecipeText.Example).Recipe;

        Assert.Equal(1337, recipe.Seed);
        Assert.Equal("data/cats-dogs-v1", recipe.Dataset);
        Assert.Equal(new TrainRecipe(64, 10, 0.001), recipe.Train);
        Assert.Equal([224, 224], recipe.Augment.Values.WholeNumbers("resize"));
        Assert.Equal(0.5, recipe.Augment.Values.Number("hflip_prob"));
        Assert.Equal(
            """{"brightness":0.1,"contrast":0.1,"saturation":0.1,"hue":0.05}""", JsonSerializer.Serialize(recipe.Augment.Values.Section("color_jitter")));
    }

    [Fact]
    public void What_the_example_leaves_out_takes_its_default()
    {
        var recipe = RecipeText.Resolve(RecipeText.Example).Recipe;

        Assert.Equal(new SplitRecipe(null, 0.2, 1337, true), recipe.Split);
        Assert.Equal("resnet18", recipe.Model.Name);
        Assert.Equal("cross_entropy", recipe.Loss.Name);
        Assert.Equal(0, recipe.Loss.Values.Number("label_smoothing"));
        Assert.Equal("adam", recipe.Optimizer.Name);
        Assert.Equal([0.9, 0.999], recipe.Optimizer.Values.Numbers("betas"));
        Assert.Throws<ArgumentException>(() => recipe.Optimizer.Values.Number("momentum"));
        Assert.Equal(("constant", 0), (recipe.Schedule.Name, recipe.Schedule.WarmupEpochs));
        Assert.Null(recipe.Augment.Values.Section("normalize"));
        Assert.Equal(RecipeText.Processors, recipe.Threads);
        Assert.Null(recipe.Tag);
    }

    [Fact]
    public void Defaults_name_what_nobody_wrote_in_the_order_of_the_schema()
    {
        var defaults = RecipeText.Resolve(RecipeText.Example).Defaults.Select(item => $"{item.Key}={item.Value}");

        Assert.Equal(
            [
                "data.format=auto", "data.manifest=null", "data.verify=auto", "data.orientation=apply", "data.check=structure", "data.on_broken=fail",
                "data.decode_scale=full",
                "split.file=null", "split.val=0.2", "split.seed=1337", "split.stratify=true", "sampler.name=shuffled", "model.name=resnet18",
                "model.stem=imagenet", "model.weights=null", "model.sha256=null", "model.freeze=[]", "loss.name=cross_entropy",
                "loss.label_smoothing=0", "loss.class_weights=null", "optimizer.name=adam", "optimizer.weight_decay=0", "optimizer.no_decay=[]",
                "optimizer.betas=[0.9, 0.999]",
                "optimizer.eps=1.0e-08", "schedule.name=constant", "schedule.warmup_epochs=0",
                "train.accumulate=1", "train.drop_last=false", "train.clip_grad_norm=null", "train.early_stopping=null", "train.ema=null",
                "augment.preset=none", "augment.interpolation=bilinear", "augment.random_resized_crop=null", "augment.random_crop=null",
                "augment.center_crop=null", "augment.vflip_prob=0",
                "augment.rotation_degrees=0", "augment.affine=null", "augment.perspective=null",
                "augment.greyscale_prob=0", "augment.invert_prob=0", "augment.posterize=null", "augment.solarize=null", "augment.sharpness=null",
                "augment.autocontrast_prob=0",
                "augment.equalize_prob=0", "augment.gaussian_blur=null", "augment.trivial_augment=null", "augment.rand_augment=null",
                "augment.augmix=null", "augment.normalize=null", "augment.random_erasing=null",
                "augment.mixup=null", "augment.cutmix=null",
                "loader.workers=2", "loader.prefetch=2", "loader.cache=none", "loader.cache_bytes=4294967296", "checkpoint.metric=val_accuracy",
                "checkpoint.every_steps=null", "checkpoint.every_minutes=10", "checkpoint.keep=2", "checkpoint.keep_finished=false",
                "ledger=standard", "determinism=strict", "threads=8", "device=cpu", "precision=float32",
                "memory_format=channels_last", "tolerance=null", "tag=null",
            ],
            defaults);
    }

    [Fact]
    public void What_cannot_change_a_result_is_not_result_relevant()
    {
        var one = RecipeText.Resolve(RecipeText.Example).ResultRelevant;
        var other = RecipeText.Resolve(
            RecipeText.Example, "dataset=/elsewhere", "loader.workers=9", "loader.prefetch=7", "loader.cache=disk", "loader.cache_bytes=0",
            "ledger=off", "tag=again").ResultRelevant;

        Assert.Equal(one.ToJsonString(), other.ToJsonString());
        Assert.False(one.ContainsKey("dataset"));
        Assert.False(one.ContainsKey("loader"));
        Assert.False(one.ContainsKey("tag"));
        Assert.True(one.ContainsKey("threads"));
    }

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_change_nothing()
    {
        byte[] windows = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(RecipeText.Example.ReplaceLineEndings("\r\n"))];

        var resolved = RecipeReader.Resolve("config.yaml", windows, [], RecipeText.Processors, RecipeText.BuiltIn);

        Assert.Equal(RecipeText.Resolve(RecipeText.Example).ToYaml(), resolved.ToYaml());
    }

    [Fact]
    public void The_resolved_example_is_as_published() =>
        GoldenFile.Matches("test/Lockstep.Vision.Tests/golden/example.resolved.yaml", RecipeText.Resolve(RecipeText.Example).ToYaml());

    [Fact]
    public void The_same_recipe_as_JSON_gives_the_same_values()
    {
        var resolved = RecipeText.Resolve(RecipeText.Example);

        var again = RecipeText.ResolveJson(resolved.Values.ToJsonString());

        Assert.Equal(resolved.Values.ToJsonString(), again.Values.ToJsonString());
    }

    [Fact]
    public void A_problem_found_later_points_at_the_value()
    {
        var resolved = RecipeText.Resolve(RecipeText.Example, "train.lr=0.1");

        Assert.Equal("config.yaml:3:10: not there", resolved.ProblemAt("dataset", "not there").ToString());
        Assert.Equal("--set train.lr=0.1: no", resolved.ProblemAt("train.lr", "no").ToString());
        Assert.Equal("config.yaml: no", resolved.ProblemAt("device", "no").ToString());
        Assert.Equal("config.yaml:2:8: no", RecipeText.Resolve("dataset: d\nmodel: linear\n").ProblemAt("model.name", "no").ToString());
    }
}
