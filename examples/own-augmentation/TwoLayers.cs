using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace OwnAugmentation;

/// <summary>Two linear layers over the pixels.</summary>
public static class TwoLayers
{
    /// <summary>From N×3×H×W to N×classes.</summary>
    public static Module<Tensor, Tensor> Build((int Height, int Width) input, int hidden, int classes) =>
        Sequential(Flatten(), Linear(3 * input.Height * input.Width, hidden), ReLU(), Linear(hidden, classes));
}
