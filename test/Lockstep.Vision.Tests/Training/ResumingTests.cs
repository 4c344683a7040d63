using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Native;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Tensors;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Tests.Recipes;
using Lockstep.Vision.Tests.Runs;
using Lockstep.Vision.Training;
using Lockstep.Vision.Training.Resuming;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Training;

[Collection(LibtorchState.Name)]
public sealed partial class ResumingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ResumingTests() => NativeLibraries.Load();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("sgd", "small-cnn")]
    [InlineData("{name: sgd, momentum: 0}", "small-cnn")]
    [InlineData("{name: sgd, momentum: 0.9, weight_decay: 0.01, no_decay: [bias, norm]}", "{name: mlp, dropout: 0.3, hidden: [16]}")]
    [InlineData("{name: sgd, momentum: 0.9, nesterov: true, weight_decay: 0.01}", "small-cnn")]
    [InlineData("{name: adam, weight_decay: 0.01}", "small-cnn")]
    [InlineData("{name: adamw, no_decay: [norm]}", "small-cnn")]
    [InlineData("{name: rmsprop}", "small-cnn")]
    [InlineData("{name: rmsprop, momentum: 0.9, centered: true}", "{name: mlp, dropout: 0.3, hidden: [16]}")]
    public void Goes_on_to_the_same_bits_from_any_step(string optimizer, string model)
    {
        var setting = Setting(optimizer, model, "train: {batch_size: 4, epochs: 3, lr: 0.01, accumulate: 2, clip_grad_norm: 1.5, ema: {decay: 0.9}}",
            "augment: {hflip_prob: 0.5, rotation_degrees: 10, mixup: {alpha: 0.4}, cutmix: {}}", "schedule: {name: one_cycle, warmup_epochs: 0.5}");
        var whole = Trained(setting, stops: []);
        Assert.Equal(whole, Trained(setting, stops: [1]));
        Assert.Equal(whole, Trained(setting, stops: [2, 3, 8]));
        Assert.Equal(whole, Trained(setting, stops: [5, 7], workers: 3));
    }

    [Theory]
    [InlineData("bfloat16", "small-cnn")]
    [InlineData("float16", "small-cnn")]
    [InlineData("float16", "{name: mlp, dropout: 0.3, hidden: [16]}")]
    public void Goes_on_to_the_same_bits_in_a_lower_precision(string precision, string model)
    {
        var setting = Setting(
            "{name: sgd, momentum: 0.9, weight_decay: 0.01}", model, $"precision: {precision}",
            "train: {batch_size: 4, epochs: 3, lr: 0.01, accumulate: 2, clip_grad_norm: 1.5, ema: {decay: 0.9}}",
            "augment: {hflip_prob: 0.5, mixup: {alpha: 0.4}}");
        var whole = Trained(setting, stops: []);
        Assert.Equal(whole, Trained(setting, stops: [1]));
        Assert.Equal(whole, Trained(setting, stops: [2, 5], workers: 3));
    }

    [Fact]
    public void The_scale_of_the_loss_goes_on_from_where_it_was()
    {
        // Two steps before it doubles, and one before it overflows: a stop in between must change neither.
        var setting = Setting("{name: sgd, momentum: 0.9}", "linear", "precision: float16", "train: {batch_size: 2, epochs: 3, lr: 0.01}");
        foreach (var (from, after) in ((GradientScale From, GradientScale After)[])[
            (new(65536, 1997), new(131072, 1)), (new(double.ScaleB(1, 126), 5), new(double.ScaleB(1, 124), 0))
        ])
        {
            GradientScale? Run(params int[] stops)
            {
                using var first = setting.Trainer();
                Train(first, setting, until: 1);
                var trainer = Resumed(first, setting, from);
                foreach (var stop in stops)
                {
                    Train(trainer, setting, stop);
                    var next = Resumed(trainer, setting, scale: null);
                    trainer.Dispose();
                    trainer = next;
                }

                Train(trainer, setting, until: from.GoodSteps == 1997 ? 5 : 3);
                using (trainer)
                {
                    return trainer.Capture().Facts.GradientScale;
                }
            }

            Assert.Equal(after, Run());
            Assert.Equal(after, Run(2));
            Assert.Equal(after, Run(2, 3));
        }
    }

    [Fact]
    public void A_step_whose_gradients_overflow_moves_no_weight()
    {
        var setting = Setting("{name: sgd, momentum: 0.9}", "linear", "precision: float16", "train: {batch_size: 2, epochs: 3, lr: 0.01}");
        using var first = setting.Trainer();
        Train(first, setting, until: 1);
        using var trainer = Resumed(first, setting, new GradientScale(double.ScaleB(1, 126), 0));
        var before = Safetensors.DigestOf(trainer.Capture().Model);
        Train(trainer, setting, until: 2);
        Assert.Equal((2, before), (trainer.Step, Safetensors.DigestOf(trainer.Capture().Model)));
        using var sound = Resumed(first, setting, scale: null);
        Train(sound, setting, until: 2);
        Assert.NotEqual(before, Safetensors.DigestOf(sound.Capture().Model));
    }

    [Fact]
    public void A_checkpoint_whose_scale_is_not_of_this_precision_is_refused()
    {
        using var scaled = Setting("sgd", "linear", "precision: float16").Trainer();
        using var full = Setting("sgd", "linear").Trainer();
        Train(scaled, Setting("sgd", "linear", "precision: float16"), until: 1);
        Train(full, Setting("sgd", "linear"), until: 1);
        var state = scaled.Capture();
        Assert.Null(scaled.Misfit(state));
        Assert.Contains("no scale of the loss, which the recipe's precision needs", scaled.Misfit(full.Capture()), StringComparison.Ordinal);
        Assert.Contains("has no need of", full.Misfit(state), StringComparison.Ordinal);
        foreach (var odd in (GradientScale[])[new(3, 0), new(0, 0), new(double.PositiveInfinity, 0), new(65536, -1), new(65536, 2000)])
        {
            Assert.Contains(
                "expected a power of two after 0 to 1999",
                scaled.Misfit(state with { Facts = state.Facts with { GradientScale = odd } }), StringComparison.Ordinal);
        }

        Assert.Contains(
            $"the device's generator has 3 bytes, expected {(TestDevice.Name == "cpu" ? 0 : 16)}",
            full.Misfit(full.Capture() with { Facts = full.Capture().Facts with { DeviceGenerator = [1, 2, 3] } }),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("channels_last")]
    [InlineData("contiguous")]
    public void Keeps_the_layout_of_every_tensor(string format)
    {
        var setting = Setting(
            "{name: sgd, momentum: 0.9}", "{name: resnet18, stem: cifar}", "train: {batch_size: 8, epochs: 1, lr: 0.01, ema: {decay: 0.9}}",
            $"memory_format: {format}");
        using var trainer = setting.Trainer();
        Train(trainer, setting, until: 2);
        var name = Save(trainer);
        using var other = setting.Trainer();
        Restore(other, name);
        Assert.Equal(Layouts(trainer), Layouts(other));
        Assert.Equal(format == "channels_last", Layouts(other).Any(layout => layout.StartsWith("conv1.weight/momentum 27,1,9,3", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_layer_that_no_step_has_used_yet_stays_without_a_gradient()
    {
        // Layers are left out at random: decay must not begin to move those that had no gradient before the stop, nor forget those that had.
        var setting = Setting(
            "{name: sgd, momentum: 0.9, weight_decay: 0.1}", "efficientnet_b0", "train: {batch_size: 2, epochs: 1, lr: 0.01}", "augment: {resize: 32}");
        var whole = Trained(setting, stops: [], most: 3);
        Assert.Equal(whole, Trained(setting, stops: [1, 2], most: 3));
    }

    [Fact]
    public void Only_the_newest_are_kept_and_an_unfinished_one_is_none()
    {
        var setting = Setting("sgd", "linear");
        using var trainer = setting.Trainer();
        var points = new ResumePoints(folder.PathOf("resume"));
        for (var step = 1; step <= 12; step++)
        {
            Train(trainer, setting, until: step);
            Save(trainer, keep: 3);
        }

        Directory.CreateDirectory(folder.PathOf("resume/.epoch-9-batch-9.tmp"));
        Assert.Equal(["epoch-2-batch-2", "epoch-2-batch-1", "epoch-1-batch-10"], points.Names);
        points.RemoveUnfinished();
        Assert.Equal(3, Directory.GetFileSystemEntries(folder.PathOf("resume")).Length);
    }

    private void Saved()
    {
        var setting = Setting("{name: sgd, momentum: 0.9}", "linear");
        using var trainer = setting.Trainer();
        Train(trainer, setting, until: 1);
        Save(trainer);
    }

    /// <summary>Trains, each time of a stop from a file in a new trainer, and says what came out: losses, weights, averages, memory.</summary>
    private string Trained(TrainerSetting setting, int[] stops, int most = int.MaxValue, int workers = 1)
    {
        var losses = new List<float>();
        var trainer = setting.Trainer();
        foreach (var stop in stops)
        {
            Train(trainer, setting, stop, losses);
            var name = Save(trainer);
            trainer.Dispose();
            manual_seed(12345);
            trainer = (setting with { Recipe = setting.Recipe with { Loader = setting.Recipe.Loader with { Workers = workers } } }).Trainer();
            Restore(trainer, name);
            Directory.Delete(folder.PathOf("resume"), recursive: true);
        }

        Train(trainer, setting, most, losses);
        var state = trainer.Capture();
        var digests = new[] { state.Model, state.Average ?? state.Model, state.Optimizer }.Select(Safetensors.DigestOf);
        var answer = $"{string.Join(' ', losses.Select(BitConverter.SingleToInt32Bits))} {string.Join(' ', digests)} "
            + $"{Convert.ToHexString(state.Facts.Generator)} {state.Facts.GradientScale} {trainer.Step} {trainer.Images} "
            + $"{BitConverter.DoubleToInt64Bits(state.Facts.LossSum)}";
        trainer.Dispose();
        return answer;
    }

    private static void Train(Trainer trainer, TrainerSetting setting, long until, List<float>? losses = null)
    {
        var goesOn = trainer.Step < until;
        for (var epoch = trainer.Epoch; goesOn && epoch <= setting.Recipe.Train.Epochs; epoch++)
        {
            trainer.TrainEpoch(
                epoch,
                loss =>
                {
                    losses?.Add(loss);
                    return goesOn = trainer.Step < until;
                },
                TestContext.Current.CancellationToken);
            if (goesOn)
            {
                trainer.EndEpoch();
            }
        }
    }

    private string Save(Trainer trainer, int keep = 1, GradientScale? scale = null)
    {
        var state = trainer.Capture();
        state = scale is null ? state : state with { Facts = state.Facts with { GradientScale = scale } };
        return new ResumePoints(folder.PathOf("resume")).Save(
            new ResumePoint
            {
                LockId = "",
                MetricsBytes = 0,
                Selection = new Selection("val_loss", 1, double.NaN),
                Metrics = new Dictionary<string, double>(),
                EarlyStopping = null,
                Training = state.Facts,
                NonFinite = [.. state.NonFinite()]
            },
            state, keep);
    }

    private void Restore(Trainer trainer, string name)
    {
        var (_, state) = new ResumePoints(folder.PathOf("resume")).Load(name);
        using (state)
        {
            Assert.Null(trainer.Misfit(state));
            trainer.Restore(state);
        }
    }

    /// <summary>A new trainer that goes on from a file of another's state, in which the scale may be another.</summary>
    private Trainer Resumed(Trainer trainer, TrainerSetting setting, GradientScale? scale)
    {
        var name = Save(trainer, scale: scale);
        var other = setting.Trainer();
        Restore(other, name);
        Directory.Delete(folder.PathOf("resume"), recursive: true);
        return other;
    }

    private static string[] Layouts(Trainer trainer)
    {
        var state = trainer.Capture();
        return [.. new[] { state.Model, state.Average ?? state.Model, state.Optimizer }
            .SelectMany(part => part).Select(item => $"{item.Key} {string.Join(',', item.Value.stride())}"),
            .. state.Facts.Parameters.Select(parameter => $"{parameter.Name} {string.Join(',', parameter.Gradient ?? [])}")];
    }

    private TrainerSetting Setting(string optimizer, string model, params string[] more)
    {
        if (!Directory.Exists(folder.PathOf("digits")))
        {
            AllDigits.CopyFirst(13, "0", folder.PathOf("digits"));
            AllDigits.CopyFirst(13, "1", folder.PathOf("digits"));
        }

        string[] train = more.Any(line => line.StartsWith("train:", StringComparison.Ordinal)) ? [] : ["train: {batch_size: 2, epochs: 3, lr: 0.01}"];
        string[] lines = ["seed: 3", "dataset: digits", "threads: 2", "determinism: strict", $"optimizer: {optimizer}", $"model: {model}", .. more, .. train];
        var recipe = RecipeText.Resolve(string.Join('\n', lines), $"device={TestDevice.Name}").Recipe;
        var snapshot = new Snapshot(folder.PathOf("digits"));
        var manifest = snapshot.Describe("digits", trustUntouched: false, TimeProvider.System, null, TestContext.Current.CancellationToken);
        return new TrainerSetting(recipe, snapshot, Dataset.Read(snapshot, manifest, recipe.Data, recipe.Split, null));
    }

    private sealed record TrainerSetting(Recipe Recipe, Snapshot Snapshot, Dataset Data)
    {
        public Trainer Trainer() => new(TaskCatalog.Of(Recipe, Data), Recipe, Snapshot, check: null, Data);
    }
}
