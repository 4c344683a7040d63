using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tensors;
using Lockstep.Vision.Tests.Models;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Tests.Runs;
using Lockstep.Vision.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Training;

[Collection(LibtorchState.Name)]
public sealed class PrecisionTests
{
    public PrecisionTests() => NativeLibraries.Load();

    [Theory]
    [InlineData("bfloat16")]
    [InlineData("float16")]
    public async Task A_run_learns_the_digits_is_the_same_each_time_and_is_not_that_of_float32(string precision)
    {
        using var runs = new TrainedRuns();
        var first = (await runs.TrainAsync($"model.dropout=0 precision={precision}")).ReadRecord();
        var second = (await runs.TrainAsync($"model.dropout=0 precision={precision}")).ReadRecord();
        var full = (await runs.TrainAsync("model.dropout=0")).ReadRecord(); // a GPU drops others in 16 bits
        Assert.Equal((first.LockId, first.ResultId), (second.LockId, second.ResultId));
        Assert.NotEqual(full.ResultId, first.ResultId);
        Assert.NotEqual(full.LockId, first.LockId);
        Assert.InRange(first.Metrics["valAccuracy"], 0.7, 1);
        Assert.InRange(first.Metrics["valLoss"] - full.Metrics["valLoss"], -0.1, 0.1);
    }

    [Fact]
    public async Task Its_checkpoint_holds_32_bit_weights_that_16_bits_could_not()
    {
        using var runs = new TrainedRuns();
        var folder = await runs.TrainAsync("precision=bfloat16 train.epochs=1");
        var weights = Safetensors.Load(folder.LastCheckpointPath).Values.ToArray();
        Assert.All(weights, weight => Assert.Equal(ScalarType.Float32, weight.dtype));
        Assert.Contains(weights, weight => !weight.bfloat16().to(float32).eq(weight).all().item<bool>());
        foreach (var weight in weights)
        {
            weight.Dispose();
        }
    }

    [Theory]
    [InlineData("float32", ScalarType.Float32)]
    [InlineData("bfloat16", ScalarType.BFloat16)]
    [InlineData("float16", ScalarType.Float16)]
    public void Layers_compute_in_the_precision_and_the_answer_is_of_32_bits(string precision, ScalarType inside)
    {
        using var scope = NewDisposeScope();
        using var model = nn.Sequential(("conv", nn.Conv2d(3, 4, 3)), ("flat", nn.Flatten()), ("linear", nn.Linear(4 * 36, 2))).to(TestDevice.Here);
        var seen = new List<ScalarType>();
        foreach (var (_, layer) in model.named_children().Where(child => child.name != "flat"))
        {
            ((nn.Module<Tensor, Tensor>)layer).register_forward_hook((_, _, output) =>
            {
                seen.Add(output.dtype);
                return output;
            });
        }

        var answer = new ComputeMode(TestDevice.Here, precision).Forward(model, rand(2, 3, 8, 8, device: TestDevice.Here));
        Assert.Equal(ScalarType.Float32, answer.dtype);
        Assert.Equal([inside, inside], seen);
        answer.sum().backward();
        Assert.All(model.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.grad?.dtype));
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("small-cnn")]
    [InlineData("resnet18 cifar")]
    [InlineData("mobilenet_v2")]
    [InlineData("vit_tiny")]
    public void A_model_has_gradients_in_either(string name)
    {
        // At half the side mobilenet_v2 ends in one pixel, and the gradients of batch norm over two values pass what float16 holds.
        const int Side = 64;
        using var model = ModelCatalog.Build(CatalogueModels.Recipe(name), Side, Side, classes: 3);
        MemoryFormat.ToChannelsLast(model);
        new ComputeMode(TestDevice.Here, "float32").Take(model);
        model.train();
        foreach (var precision in (string[])["bfloat16", "float16"])
        {
            using var scope = NewDisposeScope();
            var logits = new ComputeMode(TestDevice.Here, precision).Forward(model, rand(2, Side, Side, 3, device: TestDevice.Here).permute(0, 3, 1, 2));
            Assert.Equal((ScalarType.Float32, 2, 3), (logits.dtype, logits.shape[0], logits.shape[1]));
            nn.functional.cross_entropy(logits, tensor((long[])[0, 2], device: TestDevice.Here)).backward();
            Assert.All(model.named_parameters().Where(item => item.parameter.grad is not null), item =>
                Assert.True(item.parameter.grad!.isfinite().all().item<bool>(), item.name));
            model.zero_grad();
        }
    }

    [Fact]
    public void Autocast_ends_with_its_scope_and_also_where_the_model_fails()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Linear(4, 2, device: TestDevice.Here);
        var mode = new ComputeMode(TestDevice.Here, "bfloat16");
        mode.Forward(model, rand(2, 4, device: TestDevice.Here));
        Assert.False(Autocast.IsOn(TestDevice.Here.type));
        Assert.ThrowsAny<Exception>(() => mode.Forward(model, rand(2, 5, device: TestDevice.Here)));
        Assert.False(Autocast.IsOn(TestDevice.Here.type));
        Assert.Equal(ScalarType.Float32, model.call(rand(2, 4, device: TestDevice.Here)).dtype);
        using (new Autocast(TestDevice.Here.type, ScalarType.BFloat16))
        {
            Assert.True(Autocast.IsOn(TestDevice.Here.type));
            Assert.Equal(ScalarType.BFloat16, model.call(rand(2, 4, device: TestDevice.Here)).dtype);
            using (new Autocast(TestDevice.Here.type, ScalarType.BFloat16))
            {
                Assert.True(Autocast.IsOn(TestDevice.Here.type));
            }

            Assert.Equal(ScalarType.BFloat16, model.call(rand(2, 4, device: TestDevice.Here)).dtype);
        }
    }

    [Fact]
    public void What_autocast_remembers_of_weights_does_not_outlive_a_step()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Linear(4, 2, device: TestDevice.Here);
        var mode = new ComputeMode(TestDevice.Here, "bfloat16");
        var images = rand(2, 4, device: TestDevice.Here);
        mode.Forward(model, images);
        using (no_grad())
        {
            foreach (var parameter in model.parameters())
            {
                parameter.zero_();
            }
        }

        Assert.Equal(0, mode.Forward(model, images).abs().sum().item<float>());
    }

    [Fact]
    public void The_scale_halves_where_gradients_overflow_and_doubles_after_2000_good_steps()
    {
        var scaler = new GradientScaler();
        Assert.Equal(new GradientScale(65536, 0), scaler.State);
        scaler.After(wasFinite: true);
        scaler.After(wasFinite: false);
        Assert.Equal(new GradientScale(32768, 0), scaler.State);
        for (var step = 0; step < 1999; step++)
        {
            scaler.After(wasFinite: true);
        }

        Assert.Equal(new GradientScale(32768, 1999), scaler.State);
        scaler.After(wasFinite: true);
        Assert.Equal(new GradientScale(65536, 0), scaler.State);
    }

    [Fact]
    public void Gradients_have_their_true_size_again_to_the_bit_and_one_that_is_not_finite_is_noticed()
    {
        using var scope = NewDisposeScope();
        var scaler = new GradientScaler();
        var weight = new Parameter(rand(50));
        var still = new Parameter(rand(2), requires_grad: false);
        var factors = rand(50);
        (weight * factors).sum().backward();
        var expected = weight.grad!.clone();
        weight.grad.zero_();
        scaler.Scaled((weight * factors).sum()).backward();
        Assert.False(weight.grad.eq(expected).all().item<bool>());
        Assert.True(scaler.Unscale([weight, still]));
        Assert.True(weight.grad.eq(expected).all().item<bool>());
        foreach (var odd in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            weight.grad[49] = odd;
            Assert.False(scaler.Unscale([weight, still]));
        }
    }
}
