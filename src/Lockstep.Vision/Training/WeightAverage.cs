using static TorchSharp.torch;

namespace Lockstep.Vision.Training;

/// <summary>An exponential moving average of a model's parameters and buffers.</summary>
/// <remarks>It begins with the weights that it is given. What isn't a floating-point number, such as a count of batches, is copied.</remarks>
internal sealed class WeightAverage : IDisposable
{
    private readonly double decay;
    private readonly IReadOnlyDictionary<string, Tensor> live;
    private readonly Dictionary<string, Tensor> average;

    /// <param name="live">The model's own tensors, which are read again at each step.</param>
    public WeightAverage(double decay, IReadOnlyDictionary<string, Tensor> live)
    {
        using var still = no_grad();
        this.decay = decay;
        this.live = live;
        average = live.ToDictionary(item => item.Key, item => item.Value.clone());
    }

    public IReadOnlyDictionary<string, Tensor> Weights => average;

    /// <summary>Takes an average over that was made before.</summary>
    public void Restore(IReadOnlyDictionary<string, Tensor> before)
    {
        using var still = no_grad();
        foreach (var (name, mean) in average)
        {
            mean.copy_(before[name]);
        }
    }

    /// <summary>decay × the average + (1 - decay) × the weights.</summary>
    public void Update()
    {
        using var still = no_grad();
        foreach (var (name, mean) in average)
        {
            if (mean.is_floating_point())
            {
                mean.mul_(decay).add_(live[name], alpha: 1 - decay);
            }
            else
            {
                mean.copy_(live[name]);
            }
        }
    }

    /// <summary>The model has the average and this its weights, until the next call.</summary>
    public void Swap()
    {
        using var still = no_grad();
        foreach (var (name, mean) in average)
        {
            using var kept = live[name].clone();
            live[name].copy_(mean);
            mean.copy_(kept);
        }
    }

    public void Dispose()
    {
        foreach (var mean in average.Values)
        {
            mean.Dispose();
        }
    }
}
