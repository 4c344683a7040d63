using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lockstep.Vision.Native;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training.Recording;

/// <summary>The sums of <see cref="DeviceDigest"/> on an NVIDIA GPU, of many tensors at once, by a kernel of Lockstep's own.</summary>
/// <remarks>By libtorch's operations a tensor takes some twenty kernels, each of which takes longer to start than to run.</remarks>
internal sealed unsafe partial class DigestKernel
{
    private const int Threads = 256; // of a block, as the source says
    private const int ElementsOfThread = 16;
    private const int MostBlocks = 1024; // of a tensor

    private static readonly Lazy<DigestKernel?> Shared = new(Compiled);
    private readonly nint kernel;

    private DigestKernel(nint kernel) => this.kernel = kernel;

    /// <summary>For the first GPU; null where it can't be had, and libtorch's operations are to make the same sums.</summary>
    public static DigestKernel? OfGpu => Shared.Value;

    /// <summary>Adds the sums of each tensor to a row of its own, after all that the GPU was told to do before.</summary>
    /// <param name="sums">Two 64-bit numbers a tensor, on the GPU, one row after the other.</param>
    public void AddTo(Tensor sums, IReadOnlyList<Tensor> tensors)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var table = new Table { Sums = AddressOf(sums.Handle) };
        foreach (var some in tensors.Chunk(Table.Capacity))
        {
            Launch(ref table, some);
            table.Sums += some.Length * 2 * sizeof(long);
        }
    }

    private void Launch(ref Table table, Tensor[] tensors)
    {
        var blocks = 0u;
        for (var index = 0; index < tensors.Length; index++)
        {
            var item = ItemOf(tensors[index], blocks);
            table.Items[index] = item;
            blocks += (uint)Math.Min(MostBlocks, (item.Count + (Threads * ElementsOfThread) - 1) / (Threads * ElementsOfThread));
        }

        if (blocks > 0)
        {
            table.Count = tensors.Length;
            CudaDriver.Launch(kernel, blocks, Threads, Unsafe.AsPointer(ref table));
        }
    }

    private static Item ItemOf(Tensor tensor, uint first)
    {
        var width = (int)tensor.element_size();
        if (width is not (1 or 2 or 4 or 8))
        {
            throw new ArgumentException($"A tensor of {tensor.dtype}, whose elements have {width} bytes; expected 1, 2, 4 or 8.", nameof(tensor));
        }

        var item = new Item { Count = tensor.numel(), Width = width, Channels = 1, Pixels = 1, First = first };
        if (!tensor.is_contiguous())
        {
            if (tensor.dim() == 4 && tensor.permute(0, 2, 3, 1).is_contiguous())
            {
                item.Channels = (uint)tensor.size(1);
                item.Pixels = (uint)(tensor.size(2) * tensor.size(3));
            }
            else
            {
                // The copy's memory is free before the kernel has read it, but only for what the GPU does later.
                tensor = tensor.contiguous();
            }
        }

        item.Data = AddressOf(tensor.Handle);
        return item;
    }

    private static DigestKernel? Compiled()
    {
        using var touched = zeros(1, device: CUDA); // makes libtorch's context current on this thread
        using var stream = typeof(DigestKernel).Assembly.GetManifestResourceStream("Lockstep.Vision.Training.Recording.DigestKernel.cu")!;
        using var reader = new StreamReader(stream);
        try
        {
            return Nvrtc.Compile(reader.ReadToEnd()) is { } image ? new DigestKernel(CudaDriver.Kernel(image, "digest")) : null;
        }
        catch (LockstepException)
        {
            return null;
        }
    }

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_data")]
    private static partial nint AddressOf(nint tensor);

    /// <summary>A tensor, as the source has it.</summary>
    private struct Item
    {
        public nint Data;
        public long Count;
        public uint Channels;
        public uint Pixels;
        public int Width;
        public uint First;
    }

    /// <summary>The kernel's one argument, as the source has it.</summary>
    private struct Table
    {
        public const int Capacity = 120; // an argument has at most 4 KiB

        public nint Sums;
        public int Count;
        public TableItems Items;
    }

    [InlineArray(Table.Capacity)]
    private struct TableItems
    {
        private Item item;
    }
}
