using Lockstep.Compare;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Randomness;
using Lockstep.Runs;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Demo;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Tests.Runs;

/// <summary>Each puts one fault into a run, and demands that the comparison with a sound one names step, phase and box.</summary>
[Collection(LibtorchState.Name)]
public sealed class InjectedFaultTests : IDisposable
{
    private const string Convolutional = "model=small-cnn train.epochs=1 train.batch_size=4 ledger=deep";

    private readonly TrainedRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Theory]
    [InlineData("seed=8", 0, Phase.Initialization, Box.Randomness)]
    [InlineData("sampler=balanced", 1, Phase.Order, Box.Code)]
    [InlineData("augment.color_jitter.brightness=0.05", 1, Phase.Augment, Box.Code)]
    public async Task Another_seed_another_shuffle_and_another_parameter_are_found_in_the_first_step_that_sees_them(string set, long step, Phase phase, Box box)
    {
        const string Both = "augment.color_jitter.brightness=0.04";
        Demand(await runs.TrainAsync(Both), await runs.TrainAsync($"{Both} {set}"), step, phase, box);
    }

    [Fact]
    public async Task One_pixel_of_one_image_is_found_in_another_snapshot()
    {
        var sound = await runs.TrainAsync();
        var (step, name) = FirstOfStep(sound, 4);
        ChangePixel(name);
        Assert.Equal(name, Demand(sound, await runs.TrainAsync(), step, Phase.Decode, Box.Data).Ledger.Samples[0].A);
    }

    [Fact]
    public async Task One_pixel_that_changes_behind_the_gate_is_found_though_no_lock_differs()
    {
        var sound = await runs.TrainAsync();
        var (step, name) = FirstOfStep(sound, 4);
        var diff = Demand(sound, await runs.TrainAsync(changeData: () => ChangePixel(name)), step, Phase.Decode, Box.Data);
        Assert.Empty(diff.Locks);
        Assert.Equal(name, diff.Ledger.Samples[0].A);
    }

    [Fact]
    public async Task An_augmentation_that_draws_from_a_global_generator_is_found_at_the_sample_that_it_drew_for()
    {
        async Task<RunFolder> RunAsync()
        {
            var extensions = new Extensions();
            extensions.Augmentations.Add("grain", "Noise.", [], _ => new GlobalGrain(from: 334));
            return await runs.TrainAsync("augment.grain={} model.dropout=0", extensions: extensions);
        }

        var diff = Demand(await RunAsync(), await RunAsync(), 21, Phase.Augment, Box.Randomness);
        // Demand saw that they part; one image was tried first
        Assert.Equal(12, Assert.Single(diff.Ledger.Comparison!.Divergence!.Samples, sample => sample.Place == 12).Place);
        Assert.DoesNotContain(diff.Ledger.Comparison.Divergence.Samples, sample => sample.Place < 12);
    }

    [Fact]
    public async Task Another_setting_of_the_decoder_is_found_at_the_picture_that_it_turns()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "fixtures", "images", "orientation6.jpg"), Path.Combine(runs.Digits, "0", "turned.jpg"));
        var sound = await runs.TrainAsync("augment.resize=[8,8]");
        var diff = Demand(sound, await runs.TrainAsync("augment.resize=[8,8] data.orientation=ignore"), StepOf(sound, "0/turned.jpg"), Phase.Decode, Box.Code);
        Assert.Equal("0/turned.jpg", Assert.Single(diff.Ledger.Samples).A);
    }

    [Fact]
    public async Task Another_number_of_threads_is_named_where_bits_part_and_by_its_lock_where_they_do_not()
    {
        var one = await runs.TrainAsync($"{Convolutional} train.batch_size=160");
        var two = await runs.TrainAsync($"{Convolutional} train.batch_size=160 threads=2");
        var diff = TrainedRuns.Diff(one, two);
        Assert.Contains(diff.Locks, difference => difference is { Box: Box.Environment, Key: "threads" });
        if (diff.Ledger.Comparison?.Divergence is { } divergence)
        {
            Assert.Equal(1, divergence.Step);
            Assert.True(divergence.Phase is Phase.Forward or Phase.Backward, divergence.Phase.ToString());
            Assert.Equal(Box.Environment, diff.Ledger.Blame?.Box);
        }
    }

    [Theory]
    [InlineData("small-cnn", "features.block2.conv1")]
    [InlineData("resnet18", "layer2.0.conv2")]
    public async Task A_layer_that_adds_noise_in_one_step_is_named(string model, string layer)
    {
        var set = $"{Convolutional} model={model}";
        var diff = Demand(
            await runs.TrainAsync(set), await runs.TrainAsync(set, built: trainer => AddNoise(trainer, layer, 37)), 37, Phase.Forward, Box.Randomness);
        Assert.Equal(layer, diff.Ledger.Comparison?.Divergence?.Layer);
    }

    [Fact]
    public async Task A_learning_rate_that_is_nudged_in_one_step_is_found()
    {
        void Nudge(Trainer trainer)
        {
            if (trainer.Step == 49)
            {
                foreach (var group in trainer.Optimizer.ParamGroups)
                {
                    group.LearningRate *= 1 + 1e-7;
                }
            }
        }

        var diff = Demand(await runs.TrainAsync(), await runs.TrainAsync(built: trainer => trainer.BeforeUpdate = Nudge), 50, Phase.Update, Box.Code);
        Assert.Contains("learning rate 0.05 and 0.050000005", diff.Ledger.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model=small-cnn train.epochs=1 train.batch_size=5", null)]
    [InlineData("model=small-cnn train.epochs=1 train.batch_size=5 ledger=deep", "features.block3.conv2")]
    public async Task A_bit_of_a_weight_that_flips_between_two_steps_is_found(string set, string? layer)
    {
        static void Flip(Trainer trainer, long step)
        {
            if (step == 25)
            {
                using var guard = no_grad();
                var weight = trainer.Model.state_dict()["features.block3.conv2.weight"];
                var bits = BitConverter.SingleToInt32Bits(weight[5, 3, 1, 1].item<float>());
                weight[5, 3, 1, 1] = BitConverter.Int32BitsToSingle(bits ^ (1 << 22));
            }
        }

        var diff = Demand(await runs.TrainAsync(set), await runs.TrainAsync(set, afterStep: Flip), 26, Phase.Forward, Box.Randomness);
        Assert.Equal(25, diff.Ledger.Comparison?.Divergence?.WeightsEqualAt);
        Assert.Equal(layer, diff.Ledger.Comparison?.Divergence?.Layer);
        Assert.Contains("the weights were touched between two steps", diff.Ledger.Blame?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_random_state_that_is_consumed_once_more_is_found()
    {
        const string Set = "model.dropout=0";
        var diff = Demand(
            await runs.TrainAsync(Set), await runs.TrainAsync(Set, afterStep: (_, step) => Draw(step == 33)), 34, Phase.RandomState, Box.Randomness);
        Assert.Empty(diff.Ledger.Comparison!.Divergence!.Later); // Demand saw that they part
    }

    [Fact]
    public async Task One_more_image_is_found()
    {
        var sound = await runs.TrainAsync();
        File.Copy(AllDigits.Of("3").Last(), Path.Combine(runs.Digits, "3", "one-more.png"));
        var diff = Demand(sound, await runs.TrainAsync(), 1, Phase.Order, Box.Data);
        Assert.Equal("3/one-more.png", Assert.Single(diff.Manifests!.Added).RelPath); // both manifests were just written
    }

    [Fact]
    public async Task A_draw_that_is_stolen_from_dropout_is_found()
    {
        var seen = 0;
        var diff = Demand(
            await runs.TrainAsync("ledger=deep"),
            await runs.TrainAsync("ledger=deep", built: trainer => Layer(trainer, "2").register_forward_pre_hook((module, input) =>
            {
                Draw(module.training && ++seen == 41);
                return input;
            })), 41, Phase.Forward, Box.Randomness);
        Assert.Equal("2", diff.Ledger.Comparison?.Divergence?.Layer);
        Assert.Contains(Phase.RandomState, diff.Ledger.Comparison!.Divergence!.Later); // Demand saw that they part
        Assert.Contains("libtorch's generator", diff.Ledger.Blame?.Reason, StringComparison.Ordinal);
    }

    private static RunDiff Demand(RunFolder sound, RunFolder broken, long step, Phase phase, Box box)
    {
        var diff = TrainedRuns.Diff(sound, broken);
        Assert.Equal(DiffAnswer.Diverged, diff.Answer);
        var divergence = diff.Ledger.Comparison?.Divergence;
        Assert.Equal((step, phase, box), (divergence?.Step, divergence?.Phase, diff.Ledger.Blame?.Box));
        return diff;
    }

    /// <summary>A sample that is first seen in a step.</summary>
    private static (long Step, string Name) FirstOfStep(RunFolder run, long step)
    {
        using var ledger = Ledger.Open(run.LedgerPath);
        return (step, SampleNames.Read(run)[ledger.Read(step).Ids[2]]);
    }

    private static long StepOf(RunFolder run, string name)
    {
        using var ledger = Ledger.Open(run.LedgerPath);
        var id = SampleNames.Read(run).Single(sample => sample.Value == name).Key;
        return Enumerable.Range(1, (int)ledger.Count - 1).First(step => ledger.Read(step).Ids.Contains(id));
    }

    private void ChangePixel(string name)
    {
        var path = Path.Combine(runs.Digits, name);
        var digit = HandwrittenDigits.Read()[int.Parse(Path.GetFileNameWithoutExtension(name), System.Globalization.CultureInfo.InvariantCulture)];
        byte[] levels = [.. digit.Levels.Select(level => (byte)(((level * 255) + 8) / 16))];
        levels[27] ^= 1;
        File.WriteAllBytes(path, GreyPng.Encode(8, 8, levels));
    }

    private static void AddNoise(Trainer trainer, string layer, int step)
    {
        var seen = 0;
        var found = Layer(trainer, layer);
        found.register_forward_hook((module, _, output) =>
        {
            if (module.training && ++seen == step)
            {
                using var noise = full_like(output, 1e-6f);
                return output + noise;
            }

            return output;
        });
    }

    private static Module<Tensor, Tensor> Layer(Trainer trainer, string name) =>
        (Module<Tensor, Tensor>)trainer.Model.named_modules().Single(named => named.name == name).module;

    private static void Draw(bool now)
    {
        if (now)
        {
            using var stolen = rand(1, device: TestDevice.Here);
        }
    }

    /// <summary>Sound up to the image whose turn it is, and from then on not.</summary>
    private sealed class GlobalGrain(int from) : IAugmentation
    {
        private int images;

        public Image Apply(Image image, ref RandomStream random)
        {
            if (Interlocked.Increment(ref images) < from)
            {
                return image;
            }

#pragma warning disable RS0030 // The mistake that is to be found.
            return new Image(image.Height, image.Width, [.. image.Pixels.Select(level => (byte)(level ^ Random.Shared.Next(256)))]);
#pragma warning restore RS0030
        }
    }
}
