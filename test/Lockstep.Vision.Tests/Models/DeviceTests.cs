using Lockstep.Recipes;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Models;

/// <summary>
/// That nothing stays on the CPU, on libtorch's device 'meta': it has shapes and no numbers, and an operation between it and the CPU fails as one between a GPU and the CPU does.
/// </summary>
[Collection(LibtorchState.Name)]
public sealed class DeviceTests
{
    public DeviceTests() => Determinism.Set("strict", Environment.ProcessorCount);

    [Theory]
    [MemberData(nameof(CatalogueModels.Names), MemberType = typeof(CatalogueModels))]
    public void A_model_moves_with_all_that_it_has_and_trains_there(string name, int side)
    {
        using var scope = NewDisposeScope();
        using var model = ModelCatalog.Build(CatalogueModels.Recipe(name), side, side, classes: 3, extensions: null);
        MemoryFormat.ToChannelsLast(model);
        var strides = model.state_dict().ToDictionary(item => item.Key, item => item.Value.stride());
        var mode = new ComputeMode(META, "float32");
        mode.Take(model);
        Assert.All(model.state_dict(), item =>
        {
            Assert.Equal(DeviceType.META, item.Value.device_type);
            Assert.Equal(strides[item.Key], item.Value.stride());
        });

        using var optimizer = optim.SGD(model.parameters(), 0.1);
        model.train();
        var batch = mode.CopyOf(new Batch(rand(2, side, side, 3).permute(0, 3, 1, 2), tensor((long[])[0, 2]), []))!;
        Assert.Equal([3L * side * side, 1, 3L * side, 3], batch.Images.stride());
        var logits = mode.Forward(model, batch.Images);
        Assert.Equal([2, 3], logits.shape);
        Losses.Build(new LossRecipe("cross_entropy", 0.1), null)(logits, batch.Labels).backward();
        optimizer.step();
        Assert.All(model.named_parameters(), item => Assert.True(item.parameter.grad is null || item.parameter.grad.device_type == DeviceType.META, item.name));
        model.eval();
        Assert.Equal(DeviceType.META, mode.Forward(model, batch.Images).device_type);
    }

    [Theory]
    [InlineData("cross_entropy")]
    [InlineData("bce")]
    [InlineData("focal")]
    public void A_loss_with_weights_and_a_mixed_batch_stay_on_the_device(string name)
    {
        using var scope = NewDisposeScope();
        var mode = new ComputeMode(META, "float32");
        var batch = mode.CopyOf(new Batch(rand(2, 3, 4, 4), tensor((long[])[0, 2]), []))!;
        var loss = Losses.Build(new LossRecipe(name, 0.1) { Gamma = 2, Alpha = 0.3 }, [1, 2, 3]);
        var logits = rand(2, 3, device: META);
        Assert.Equal(DeviceType.META, loss(logits, batch.Labels).device_type);
        foreach (var part in (ImagePart?[])[null, new ImagePart(0, 0, 2, 2)])
        {
            var mixed = MixedBatch.Of(batch, new BatchMixture([1, 0], 0.4, part));
            Assert.Equal(DeviceType.META, mixed.LossOf(logits, loss).device_type);
            Assert.Equal(DeviceType.META, mixed.Images.device_type);
        }
    }

    [Fact]
    public void What_an_optimizer_remembers_goes_back_to_its_parameters_device()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Linear(4, 2);
        using var there = nn.Linear(4, 2, device: META);
        var recipe = new OptimizerRecipe("sgd", 0, 0.9, false, null, null);
        OptimizerMemory Memory(nn.Module owner, out optim.Optimizer optimizer)
        {
            var parameters = owner.named_parameters().ToArray();
            optimizer = Optimizers.Build(recipe, 0.1, parameters, []);
            return new OptimizerMemory(optimizer, parameters, []);
        }

        var memory = Memory(model, out var first);
        model.call(rand(3, 4)).sum().backward();
        first.step();
        var other = Memory(there, out var second);
        other.Restore(memory.Facts, memory.Tensors);
        Assert.Equal(2, other.Tensors.Count);
        Assert.All(other.Tensors.Values, tensor => Assert.Equal(DeviceType.META, tensor.device_type));
        Assert.All(there.parameters(), parameter => Assert.Equal(DeviceType.META, parameter.grad?.device_type));
        first.Dispose();
        second.Dispose();
    }
}
