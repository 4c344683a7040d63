using System.IO.Hashing;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tensors;

/// <summary>XXH128 over tensors' bytes where they lie, without a copy; of those that the processor holds.</summary>
/// <remarks>
/// The bytes are taken in row-major order; of a 4-dimensional tensor that lies channels-last, in that order. Which of the two it is follows from the recipe's
/// memory format. Sizes are not hashed: they follow from the network.
/// </remarks>
internal static class TensorDigest
{
    private const int PortionBytes = 1 << 30;

    public static UInt128 Of(Tensor tensor)
    {
        var hash = new XxHash128();
        Append(hash, tensor);
        return hash.GetCurrentHashAsUInt128();
    }

    public static void Append(XxHash128 hash, Tensor tensor)
    {
        if (tensor.is_contiguous())
        {
            AppendContiguous(hash, tensor);
            return;
        }

        using var last = tensor.dim() == 4 ? tensor.permute(0, 2, 3, 1) : null;
        if (last is not null && last.is_contiguous())
        {
            AppendContiguous(hash, last);
            return;
        }

        using var copy = tensor.contiguous();
        AppendContiguous(hash, copy);
    }

    private static void AppendContiguous(XxHash128 hash, Tensor tensor)
    {
        if (tensor.numel() == 0)
        {
            return;
        }

        if (tensor.numel() * tensor.element_size() <= PortionBytes)
        {
            hash.Append(tensor.bytes);
            return;
        }

        // A span is never longer than 2 GiB.
        using var flat = tensor.view(-1);
        var portion = PortionBytes / tensor.element_size();
        for (var at = 0L; at < flat.numel(); at += portion)
        {
            using var part = flat.narrow(0, at, Math.Min(portion, flat.numel() - at));
            hash.Append(part.bytes);
        }
    }
}
