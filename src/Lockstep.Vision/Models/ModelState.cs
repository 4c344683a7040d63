using Lockstep.Vision.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>What a model's parameters and buffers were at one moment, as digests.</summary>
internal sealed class ModelState
{
    private readonly Dictionary<string, UInt128> digests;

    private ModelState(Dictionary<string, UInt128> digests) => this.digests = digests;

    public static ModelState Of(Module model) => new(Digests(model));

    /// <summary>The names of those that are others now.</summary>
    public IReadOnlyList<string> ChangesIn(Module model) =>
        [.. Digests(model).Where(entry => digests.GetValueOrDefault(entry.Key) != entry.Value).Select(entry => entry.Key)];

    /// <summary>Why a model that changes while it is evaluated can't be used.</summary>
    public static string Refusal(string first, int changed) =>
        $"it changes its '{first}'{(changed > 1 ? $" and {changed - 1} more tensors" : "")} in evaluation mode, "
        + "so that validation images would get into the weights. A TorchScript module that was traced in training mode stays in it after eval(). "
        + "Write it with 'torch.jit.script(model)', which heeds eval().";

    private static Dictionary<string, UInt128> Digests(Module model)
    {
        using var scope = NewDisposeScope();
        return model.state_dict().ToDictionary(entry => entry.Key, entry => TensorDigest.Of(entry.Value.cpu()), StringComparer.Ordinal);
    }
}
