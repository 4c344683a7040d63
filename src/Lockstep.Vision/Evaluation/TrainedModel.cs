using Lockstep.Recipes;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Evaluation;

/// <summary>A recipe's model with the weights of a checkpoint, as training had it when it validated.</summary>
internal static class TrainedModel
{
    /// <summary>Sets libtorch's switches and seeds its generator as the recipe says, builds the model and puts the weights in.</summary>
    /// <param name="mode">Where it goes.</param>
    /// <returns>The caller disposes it.</returns>
    /// <exception cref="LockstepException">The checkpoint can't be read, or is of another model.</exception>
    public static Module<Tensor, Tensor> Load(Recipe recipe, ComputeMode mode, ImageSize size, int classes, string checkpoint, Extensions? extensions)
    {
        Determinism.Set(recipe);
        // As training does: a model may draw more than its weights when it is built.
        Generators.Seed(mode.Device, recipe.InitialisationSeed);
        var model = ModelCatalog.Build(recipe.Model, size.Height, size.Width, classes, extensions?.Models);
        try
        {
            Put(model, recipe.Model.Name, checkpoint);
            if (recipe.MemoryFormat == "channels_last")
            {
                MemoryFormat.ToChannelsLast(model);
            }

            mode.Take(model);

            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static void Put(Module model, string name, string path)
    {
        var found = Safetensors.Load(path);
        try
        {
            var wanted = model.state_dict();
            if (wanted.Keys.Except(found.Keys, StringComparer.Ordinal)
                .Concat(found.Keys.Except(wanted.Keys, StringComparer.Ordinal)).FirstOrDefault() is { } odd)
            {
                throw new LockstepException($"{path}: not a checkpoint of {name}: tensor '{odd}' is "
                    + $"{(found.ContainsKey(odd) ? "in it, and the model has none of that name" : "missing")}.");
            }

            using var noGradient = no_grad();
            foreach (var (key, tensor) in wanted)
            {
                if (!found[key].shape.AsSpan().SequenceEqual(tensor.shape) || found[key].dtype != tensor.dtype)
                {
                    throw new LockstepException($"{path}: not a checkpoint of {name} for these images and classes: "
                        + $"tensor '{key}' is [{string.Join(", ", found[key].shape)}], expected [{string.Join(", ", tensor.shape)}].");
                }

                tensor.copy_(found[key]);
            }
        }
        finally
        {
            foreach (var tensor in found.Values)
            {
                tensor.Dispose();
            }
        }
    }
}
