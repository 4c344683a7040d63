using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training;

/// <summary>
/// Makes the loss larger, and so gradients that 16-bit floats would round to 0, and gradients small again before the optimizer sees
/// them; PyTorch's GradScaler with its defaults.
/// </summary>
/// <remarks>The scale is a power of two, so that it changes no digit of what it does not save.</remarks>
internal sealed class GradientScaler
{
    private const double First = 65_536;
    private const int Interval = 2000;

    /// <summary>What a checkpoint keeps of it.</summary>
    public GradientScale State { get; private set; } = new(First, 0);

    /// <summary>Why a state can't be one of this; null where it can.</summary>
    public static string? Misfit(GradientScale? state) => state switch
    {
        null => "it has no scale of the loss, which the recipe's precision needs",
        { Scale: var scale, GoodSteps: var steps } when !double.IsPow2(scale) || steps is < 0 or >= Interval =>
            $"the scale of the loss is {scale} after {steps} good steps, expected a power of two after 0 to {Interval - 1}",
        _ => null,
    };

    public void Restore(GradientScale state) => State = state;

    public Tensor Scaled(Tensor loss) => loss * State.Scale;

    /// <summary>Gives gradients their true size.</summary>
    /// <returns>Whether all are finite; else the step must not be taken.</returns>
    public bool Unscale(IEnumerable<Parameter> parameters)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var finite = new List<Tensor>();
        foreach (var parameter in parameters)
        {
            if (parameter.grad is { } gradient)
            {
                finite.Add(gradient.mul_(1 / State.Scale).isfinite().all());
            }
        }

        return finite.Count == 0 || stack(finite).all().item<bool>();
    }

    /// <summary>Halves the scale after gradients that overflowed, and doubles it after so many steps without.</summary>
    public void After(bool wasFinite) => State =
        !wasFinite ? new GradientScale(State.Scale / 2, 0)
        : State.GoodSteps + 1 == Interval ? new GradientScale(State.Scale * 2, 0)
        : State with { GoodSteps = State.GoodSteps + 1 };
}

/// <param name="Scale">What the loss is multiplied with; a power of two.</param>
/// <param name="GoodSteps">Since it last changed.</param>
internal sealed record GradientScale(double Scale, int GoodSteps);
