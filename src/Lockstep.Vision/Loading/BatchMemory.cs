using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lockstep.Vision.Native;
using static TorchSharp.torch;

namespace Lockstep.Vision.Loading;

/// <summary>Memory for batches of one size: what libtorch lets go of, the next batch takes. Shared by the loaders whose batches are as large. Thread-safe.</summary>
/// <remarks>
/// glibc gives a block that is to be aligned out of a larger one, and hands the rests to others. Freed, the block is too small for the next batch
/// of the same size as long as those live, which then grows the process: by a third over 100 epochs of photographs. A tensor lies here until the last
/// that shares its numbers is gone, whoever that is.
/// </remarks>
internal sealed unsafe partial class BatchMemory : IDisposable
{
    private const int Alignment = 64; // libtorch's own
    private const int Cpu = 0;

    private static readonly Dictionary<long, BatchMemory> Shared = [];
    private static readonly ConcurrentDictionary<nint, BatchMemory> Owners = [];

    private readonly Stack<nint> free = [];
    private int users;

    private BatchMemory(long length) => Length = length;

    /// <summary>Of the largest batch, in numbers.</summary>
    public long Length { get; }

    public static BatchMemory For(long length)
    {
        lock (Shared)
        {
            if (!Shared.TryGetValue(length, out var memory))
            {
                Shared.Add(length, memory = new BatchMemory(length));
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
                Shared.Remove(Length);
                while (free.TryPop(out var block))
                {
                    NativeMemory.AlignedFree((void*)block);
                }
            }
        }
    }

    private nint Block()
    {
        lock (Shared)
        {
            return free.TryPop(out var block) ? block : (nint)NativeMemory.AlignedAlloc((nuint)(Length * sizeof(float)), Alignment);
        }
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
                NativeMemory.AlignedFree((void*)block);
            }
        }
    }

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_new")]
    private static partial nint Wrap(nint data, delegate* unmanaged[Cdecl]<nint, void> deleter, long* sizes, int dimensions, sbyte type, sbyte wantedType, int deviceType, int device, byte requiresGrad);
}
