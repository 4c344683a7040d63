using Lockstep.Recipes;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Native;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>Where a network computes, and in which precision its forward pass does.</summary>
internal sealed class ComputeMode
{
    private readonly ScalarType? lower;

    /// <param name="precision">As the recipe's.</param>
    internal ComputeMode(Device device, string precision)
    {
        Device = device;
        lower = precision switch
        {
            "float32" or "tf32" => null, // a switch of the GPU's libraries, not a type of tensors
            "bfloat16" => ScalarType.BFloat16,
            "float16" => ScalarType.Float16,
            _ => throw new ArgumentException($"No precision is named '{precision}'.", nameof(precision)),
        };
    }

    public Device Device { get; }

    internal bool IsGpu => Device.type == DeviceType.CUDA;

    /// <summary>Whether gradients of this precision vanish unless the loss is made larger.</summary>
    internal bool NeedsScaling => lower == ScalarType.Float16;

    /// <summary>What the recipe says.</summary>
    public static ComputeMode ToTrain(Recipe recipe)
    {
        NativeLibraries.Load();
        return new ComputeMode(recipe.Device == "cuda" ? CUDA : CPU, recipe.Precision);
    }

    /// <summary>What the recipe says, or the CPU where its device is not here.</summary>
    public static ComputeMode ToEvaluate(Recipe recipe) => ToTrain(Accelerator.Problem(recipe) is null ? recipe : recipe with { Device = "cpu" });

    /// <summary>The model's answers as 32-bit floats. The caller has a dispose scope.</summary>
    /// <param name="images">On the device.</param>
    public Tensor Forward(Module<Tensor, Tensor> model, Tensor images)
    {
        if (lower is not { } type)
        {
            return model.call(images).to(ScalarType.Float32); // itself, but for a script that computes in 16 bits
        }

        using (new Autocast(Device.type, type))
        {
            images = model.call(images);
        }

        return images.to(ScalarType.Float32);
    }

    /// <summary>Moves a model's parameters and buffers to the device, each in the layout that it has. What was taken of it before may be stale.</summary>
    public void Take(Module<Tensor, Tensor> model)
    {
        if (Device.type == DeviceType.CPU)
        {
            return;
        }

        if (model is TorchScriptModel script)
        {
            script.MoveTo(Device);
        }
        else
        {
            model.to(Device);
        }
    }

    /// <summary>The batch on the device: a copy, for the caller to dispose; null where it is there already.</summary>
    public Batch? CopyOf(Batch batch) =>
        Device.type == DeviceType.CPU ? null : batch with { Images = batch.Images.to(Device), Labels = batch.Labels.to(Device) };
}
