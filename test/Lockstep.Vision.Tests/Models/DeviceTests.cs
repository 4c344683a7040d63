using Lockstep.Vision.Loading;
using Lockstep.Vision.Losses;
using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Tests.Recipes;
using Lockstep.Vision.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Models;

/// <summary>
/// That nothing stays on the CPU, on libtorch's device 'meta': it has shapes and no numbers, and an operation between it and the CPU
/// fails as one between a GPU and the CPU does. It knows no convolutions, so those are tried otherwise.
/// </summary>
[Collection(LibtorchState.Name)]
public sealed class DeviceTests
{
    public DeviceTests() => Determinism.Set("strict", Environment.ProcessorCount);

    [Theory]
    [MemberData(nameof(CatalogueModels.Names), MemberType = typeof(CatalogueModels))]
    public void A_model_moves_with_all_that_it_has_each_tensor_in_its_layout(string name, int side)
    {
        using var model = Built(name, side);
        var before = model.state_dict().ToDictionary(item => item.Key, item => string.Join(',', item.Value.stride()));
        var learning = model.named_parameters().Where(item => item.parameter.requires_grad).Select(item => item.name).ToArray();
        new ComputeMode(META, "float32").Take(model);
        Assert.All(model.state_dict().Values, tensor => Assert.Equal(DeviceType.META, tensor.device_type));
        Assert.Equal(before, model.state_dict().ToDictionary(item => item.Key, item => string.Join(',', item.Value.stride())));
        Assert.Equal(learning, model.named_parameters().Where(item => item.parameter.requires_grad).Select(item => item.name));
    }

    /// <summary>
    /// Another type of number takes the same way through TorchSharp as another device, and can be computed with here: what a
    /// model kept of its old tensors would not fit.
    /// </summary>
    [Theory]
    [MemberData(nameof(CatalogueModels.Names), MemberType = typeof(CatalogueModels))]
    public void A_moved_model_computes_with_what_it_has_now(string name, int side)
    {
        using var scope = NewDisposeScope();
        using var model = Built(name, side);
        model.to(ScalarType.Float64);
        model.train();
        var logits = model.call(rand([2, side, side, 3], float64).permute(0, 3, 1, 2));
        Assert.Equal(ScalarType.Float64, logits.dtype);
        nn.functional.cross_entropy(logits, tensor((long[])[0, 2])).backward();
        Assert.Contains(model.parameters(), parameter => parameter.grad is not null);
        Assert.All(model.named_parameters(), item => Assert.True(item.parameter.grad is null || item.parameter.grad.dtype == ScalarType.Float64, item.name));
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("mlp")]
    public void A_training_step_stays_on_the_device(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Built(name, side: 8);
        var mode = new ComputeMode(META, "float32");
        mode.Take(model);
        using var optimizer = optim.SGD(model.parameters(), 0.1, momentum: 0.9);
        var batch = mode.CopyOf(new Batch(rand(2, 8, 8, 3).permute(0, 3, 1, 2), tensor((long[])[0, 2]), []))!;
        Assert.Equal([192, 1, 24, 3], batch.Images.stride());
        var logits = mode.Forward(model, batch.Images);
        LossCatalog.Build(RecipeText.Loss("{label_smoothing: 0.1}"), [1, 2, 3])(logits, batch.Labels).backward();
        optimizer.step();
        Assert.All(model.named_parameters(), item => Assert.Equal(DeviceType.META, item.parameter.grad?.device_type));
    }

    [Fact]
    public void What_an_optimizer_remembers_goes_back_to_its_parameters_device()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Linear(4, 2);
        using var there = nn.Linear(4, 2, device: META);
        var recipe = RecipeText.Optimizer("{name: sgd, momentum: 0.9}");
        OptimizerMemory Memory(nn.Module owner, out optim.Optimizer optimizer)
        {
            var parameters = owner.named_parameters().ToArray();
            optimizer = OptimizerCatalog.Build(recipe, 0.1, parameters, []);
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

    private static nn.Module<Tensor, Tensor> Built(string name, int side)
    {
        var model = ModelCatalog.Build(CatalogueModels.Recipe(name), side, side, classes: 3);
        MemoryFormat.ToChannelsLast(model);
        return model;
    }
}
