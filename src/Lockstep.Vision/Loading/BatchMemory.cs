using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lockstep.Vision.Native;
using static TorchSharp.torch;

namespace Lockstep.Vision.Loading;

/// <summary>
/// Memory for batches of one size: what libtorch lets go of, the next batch takes. Shared by the loaders whose batches are as large. Thread-safe.
/// </summary>
/// <remarks>
/// glibc gives a block that is to be aligned out of a larger one, and hands the rests to others. Freed, the block is too small for the next batch
/// of the same size as long as those live, which then grows the process: by a third over 100 epochs of photographs. A tensor lies here until the last
/// that shares its numbers is gone, whoever that is.
/// </remarks>
internal sealed unsafe partial class BatchMemory : IDisposable
{
    private const int Alignment = 64; // libtorch's own
    private const int Cpu = 0;

    private static readonly Dictionary<(long, bool), BatchMemory> Shared = [];
    private static readonly ConcurrentDictionary<nint, BatchMemory> Owners = [];

    private readonly Stack<nint> free = [];
    private readonly HashSet<nint> pinned = [];
    private readonly bool pins;
    private int users;

    private BatchMemory(long length, bool pins)
    {
        Length = length;
        this.pins = pins;
    }

    /// <summary>The length of the largest batch, in numbers.</summary>
    public long Length { get; }

    /// <param name="length">The length of the largest batch, in numbers.</param>
    /// <param name="pins">Whether the batches go to a GPU.</param>
    public static BatchMemory For(long length, bool pins)
    {
        lock (Shared)
        {
            if (!Shared.TryGetValue((length, pins), out var memory))
            {
                Shared.Add((length, pins), memory = new BatchMemory(length, pins));
            }

            memory.users++;
            return memory;
        }
    }

    /// <summary>Floats that nobody has written yet.</summary>
    /// <param name="shape">No more of them than the largest batch has.</param>
    public Tensor Take(ReadOnlySpan<long> shape)
    {
        NativeLibraries.Load();
        var block = Block();
        Owners[block] = this;
        fixed (long* sizes = shape)
        {
            var tensor = Wrap(block, &GiveBack, sizes, shape.Length, (sbyte)ScalarType.Float32, (sbyte)ScalarType.Float32, Cpu, device: -1, requiresGrad: 0);
            return tensor == 0 ? throw new LockstepException("libtorch: no tensor could be made of a batch's memory.") : Tensor.UnsafeCreateTensor(tensor);
        }
    }

    /// <summary>For one loader less. With the last one goes what is free, and what is in use once it is let go of.</summary>
    public void Dispose()
    {
        lock (Shared)
        {
            if (--users == 0)
            {
                Shared.Remove((Length, pins));
                while (free.TryPop(out var block))
                {
                    Free(block);
                }
            }
        }
    }

    private nint Block()
    {
        lock (Shared)
        {
            if (free.TryPop(out var block))
            {
                return block;
            }

            var bytes = (nuint)(Length * sizeof(float));
            block = (nint)NativeMemory.AlignedAlloc(bytes, Alignment);
            if (pins && PinnedMemory.Pin(block, bytes))
            {
                pinned.Add(block);
            }

            return block;
        }
    }

    private void Free(nint block)
    {
        if (pinned.Remove(block))
        {
            PinnedMemory.LetGo(block);
        }

        NativeMemory.AlignedFree((void*)block);
    }

    /// <summary>Called by libtorch, in whichever thread.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void GiveBack(nint block)
    {
        if (!Owners.TryRemove(block, out var owner))
        {
            return;
        }

        lock (Shared)
        {
            if (owner.users > 0)
            {
                owner.free.Push(block);
            }
            else
            {
                owner.Free(block);
            }
        }
    }

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_new")]
    private static partial nint Wrap(
        nint data, delegate* unmanaged[Cdecl]<nint, void> deleter, long* sizes, int dimensions, sbyte type, sbyte wantedType, int deviceType,
        int device, byte requiresGrad);
}
