using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Evaluation;

/// <summary>A model's answers in evaluation mode: each a function of the image, the weights and the seed.</summary>
/// <remarks>
/// A model that draws in evaluation mode, such as a TorchScript module traced in training mode, gets its images one by
/// one, and libtorch's generator begins with the seed for each: else an image's answer would depend on those before it. Disposing it puts the
/// generator back, so that training draws the same however often it is validated.
/// </remarks>
internal sealed class Inference : IDisposable
{
    private readonly Module<Tensor, Tensor> model;
    private readonly ComputeMode mode;
    private readonly long seed;
    private readonly Tensor generator;
    private readonly ModelState state;

    /// <summary>Puts the model into evaluation mode.</summary>
    /// <param name="mode">As the model was taken by.</param>
    /// <param name="seed">The recipe's.</param>
    public Inference(Module<Tensor, Tensor> model, ComputeMode mode, long seed)
    {
        (this.model, this.mode, this.seed) = (model, mode, seed);
        model.eval();
        state = ModelState.Of(model);
        using var outside = NewDisposeScope();
        generator = Generators.States(mode.Device).DetachFromDisposeScope();
    }

    /// <summary>Whether the model was seen to draw.</summary>
    public bool Draws { get; private set; }

    /// <summary>N×classes as 32-bit floats. The caller has a dispose scope, and no gradients are asked for.</summary>
    /// <param name="images">On the device.</param>
    public Tensor Of(Tensor images)
    {
        if (!Draws)
        {
            var answers = mode.Forward(model, images);
            using var after = Generators.States(mode.Device);
            if (after.bytes.SequenceEqual(generator.bytes))
            {
                return answers;
            }

            Draws = true;
        }

        return cat([.. Enumerable.Range(0, (int)images.shape[0]).Select(place =>
        {
            Generators.Seed(mode.Device, seed);
            return mode.Forward(model, images.narrow(0, place, 1));
        })]);
    }

    /// <summary>Refuses a model that has changed since, of which no answer depends on its image alone.</summary>
    /// <exception cref="LockstepException">It has.</exception>
    public void RefuseChanges()
    {
        if (state.ChangesIn(model) is [var first, ..] changed)
        {
            throw new LockstepException(ModelState.Refusal(first, changed.Count));
        }
    }

    public void Dispose()
    {
        if (Draws)
        {
            Generators.SetStates(mode.Device, generator);
        }

        generator.Dispose();
    }
}
