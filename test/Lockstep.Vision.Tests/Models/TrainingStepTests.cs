using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tensors;
using Lockstep.Vision.Tests.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Tests.Models;

[Collection(LibtorchState.Name)]
public sealed class TrainingStepTests
{
    [Theory]
    [MemberData(nameof(CatalogueModels.Names), MemberType = typeof(CatalogueModels))]
    public void A_step_in_either_memory_format_is_finite_reaches_every_parameter_and_repeats_to_the_bit(string name, int side)
    {
        Determinism.Set("strict", threads: 2);
        Generators.Seed(TestDevice.Here, 3);
        using var model = ModelCatalog.Build(CatalogueModels.Recipe(name), side, side, classes: 3);
        new ComputeMode(TestDevice.Here, "float32").Take(model);
        Assert.All(model.named_parameters(), named => Assert.True(named.parameter.isfinite().all().item<bool>(), named.name));
        using var scope = NewDisposeScope();
        var start = model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        foreach (var channelsLast in (bool[])[false, true])
        {
            if (channelsLast)
            {
                MemoryFormat.ToChannelsLast(model);
            }

            var (loss, digest) = Step(model, start, side, channelsLast);
            Assert.True(float.IsFinite(loss), $"loss {loss}");
            Assert.Equal((loss, digest), Step(model, start, side, channelsLast));

            // With memory left as it was found in place of NaN: a network that read any of it would have shown by now.
            Determinism.Set("strict", threads: 2, fillsFreshMemory: false);
            Assert.Equal((loss, digest), Step(model, start, side, channelsLast));
            Determinism.Set("strict", threads: 2);
        }
    }

    /// <summary>Four images, one step down the gradient.</summary>
    private static (float Loss, string Digest) Step(Module<Tensor, Tensor> model, Dictionary<string, Tensor> start, int side, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        using (no_grad())
        {
            foreach (var (name, tensor) in model.state_dict())
            {
                tensor.copy_(start[name]);
            }
        }

        Generators.Seed(TestDevice.Here, 4);
        model.train();
        var images = rand(4, 3, side, side, device: TestDevice.Here);
        var input = channelsLast ? images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : images;
        using var optimizer = optim.SGD(model.parameters(), 0.01);
        optimizer.zero_grad();
        var loss = functional.cross_entropy(model.forward(input), tensor((long[])[0, 1, 2, 1], device: TestDevice.Here));
        loss.backward();
        Assert.All(model.named_parameters(), named => Assert.True(named.parameter.grad is not null, named.name));
        optimizer.step();
        return (loss.item<float>(), Safetensors.DigestOf(model.state_dict()));
    }
}
