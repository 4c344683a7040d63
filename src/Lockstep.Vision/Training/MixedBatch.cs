using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Loading;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training;

/// <summary>A batch whose images are mixed with one another, each of two classes.</summary>
/// <param name="Images">N×3×H×W floats, in the memory format of the batch.</param>
/// <param name="Own">N class indices.</param>
/// <param name="Partner">N class indices.</param>
/// <param name="Weight">Of the own class; the partner's has the rest.</param>
internal sealed record MixedBatch(Tensor Images, Tensor Own, Tensor Partner, double Weight)
{
    /// <summary>The tensors belong to the dispose scope that it is called in; those of the batch are not changed.</summary>
    public static MixedBatch Of(Batch batch, BatchMixture mixture)
    {
        var partners = tensor(mixture.Partners.Select(place => (long)place).ToArray(), device: batch.Images.device);
        return new MixedBatch(Mixed(batch.Images, partners, mixture), batch.Labels, batch.Labels.index_select(0, partners), mixture.Weight);
    }

    /// <summary>Weight × the loss against the own class + the rest × the loss against the partner's.</summary>
    public Tensor LossOf(Tensor logits, Func<Tensor, Tensor, Tensor> loss) => (loss(logits, Own) * Weight) + (loss(logits, Partner) * (1 - Weight));

    private static Tensor Mixed(Tensor images, Tensor partners, BatchMixture mixture)
    {
        if (mixture.Part is not { } part)
        {
            return images.mul(mixture.Weight).add_(images.index_select(0, partners).mul_(1 - mixture.Weight));
        }

        var mixed = images.clone();
        if (part is { Height: > 0, Width: > 0 })
        {
            Of(mixed, part).copy_(Of(images, part).index_select(0, partners));
        }

        return mixed;
    }

    private static Tensor Of(Tensor images, ImagePart part) => images.narrow(2, part.Top, part.Height).narrow(3, part.Left, part.Width);
}
