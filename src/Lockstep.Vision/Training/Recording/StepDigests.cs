using System.IO.Hashing;
using System.Runtime.InteropServices;
using Lockstep.Ledgers;
using Lockstep.Vision.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training.Recording;

/// <summary>
/// The digests of a step: asked for while it runs, read when it is over. On the processor they are made at once, by
/// <see cref="TensorDigest"/>; on another device it is told to make its sums, and goes on with the step meanwhile, so that it is waited for once.
/// </summary>
/// <remarks>
/// Of a device's tensor are hashed the type, the number of sizes, the sizes and the two sums of
/// <see cref="DeviceDigest"/>, each as 8 bytes, little-endian.
/// </remarks>
internal sealed class StepDigests : IDisposable
{
    private const int RowsOfPage = 1024;

    private readonly Device device;
    private readonly DigestKernel? kernel;
    private readonly XxHash128 hash = new();
    private readonly List<UInt128> made = [];
    private readonly List<Request> asked = [];
    private readonly List<Tensor> pages = []; // rows of two sums, on the device
    private int rows;

    /// <param name="device">Where the network computes.</param>
    /// <param name="kind">Null for the one that goes with the device.</param>
    /// <param name="withKernel">Whether to have sums made by <see cref="DigestKernel"/> where the device has it; the result is the same.</param>
    public StepDigests(Device device, DigestKind? kind = null, bool withKernel = true)
    {
        this.device = device;
        Kind = kind ?? (device.type == DeviceType.CPU ? DigestKind.Bytes : DigestKind.Sums);
        kernel = withKernel && device.type == DeviceType.CUDA ? DigestKernel.OfGpu : null;
    }

    /// <summary>What lies on another device than the processor is digested there: it would take longer to bring it here.</summary>
    public DigestKind Kind { get; }

    /// <summary>Asks for one digest of some tensors as they are now.</summary>
    /// <param name="more">Bytes that are hashed after them.</param>
    /// <returns>Its place in what <see cref="Read"/> returns.</returns>
    public int Ask(IEnumerable<Tensor> tensors, ReadOnlySpan<byte> more = default) => Ask([tensors], more);

    /// <summary>Asks for a digest of each of some lists.</summary>
    /// <returns>The place of the first.</returns>
    public int Ask(IReadOnlyList<IEnumerable<Tensor>> lists, ReadOnlySpan<byte> more = default)
    {
        if (Kind == DigestKind.Sums)
        {
            return AskDevice(lists, more.ToArray());
        }

        foreach (var tensors in lists)
        {
            foreach (var tensor in tensors)
            {
                TensorDigest.Append(hash, tensor);
            }

            hash.Append(more);
            made.Add(Taken());
        }

        return made.Count - lists.Count;
    }

    /// <summary>All that was asked for since the last time, in that order.</summary>
    public UInt128[] Read()
    {
        if (Kind == DigestKind.Sums)
        {
            var sums = SumsFromDevice();
            foreach (var request in asked)
            {
                foreach (var (header, row) in request.Tensors)
                {
                    hash.Append(MemoryMarshal.AsBytes<long>(header));
                    hash.Append(MemoryMarshal.AsBytes(sums.AsSpan(2 * row, 2)));
                }

                hash.Append(request.More);
                made.Add(Taken());
            }

            asked.Clear();
        }

        UInt128[] all = [.. made];
        made.Clear();
        return all;
    }

    public void Dispose() => pages.ForEach(page => page.Dispose());

    private int AskDevice(IReadOnlyList<IEnumerable<Tensor>> lists, byte[] more)
    {
        var first = asked.Count;
        var waiting = new List<(Tensor Tensor, int Row)>();
        foreach (var tensors in lists)
        {
            var request = new Request([], more);
            foreach (var tensor in tensors)
            {
                request.Tensors.Add((DeviceDigest.Header(tensor), rows));
                waiting.Add((tensor, rows++));
            }

            asked.Add(request);
        }

        foreach (var page in waiting.GroupBy(item => item.Row / RowsOfPage))
        {
            using var sums = PageAt(page.Key).narrow(0, page.First().Row % RowsOfPage, page.Count());
            Sum(sums, [.. page.Select(item => item.Tensor)]);
        }

        return first;
    }

    private void Sum(Tensor sums, IReadOnlyList<Tensor> tensors)
    {
        if (kernel is not null)
        {
            kernel.AddTo(sums, tensors);
            return;
        }

        for (var row = 0; row < tensors.Count; row++)
        {
            using var total = sums.select(0, row);
            DeviceDigest.AddTo(total, tensors[row]);
        }
    }

    private Tensor PageAt(int index)
    {
        while (pages.Count <= index)
        {
            pages.Add(zeros(RowsOfPage, 2, int64, device).DetachFromDisposeScope());
        }

        return pages[index];
    }

    private long[] SumsFromDevice()
    {
        var sums = new long[2 * rows];
        for (var from = 0; from < rows; from += RowsOfPage)
        {
            using var used = pages[from / RowsOfPage].narrow(0, 0, Math.Min(RowsOfPage, rows - from));
            using var here = used.cpu();
            here.data<long>().CopyTo(sums.AsSpan(2 * from));
            used.zero_();
        }

        rows = 0;
        return sums;
    }

    private UInt128 Taken()
    {
        var digest = hash.GetCurrentHashAsUInt128();
        hash.Reset();
        return digest;
    }

    private sealed record Request(List<(long[] Header, int Row)> Tensors, byte[] More);
}
