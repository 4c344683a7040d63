using System.Runtime.InteropServices;

namespace Lockstep.Exec.Processes;

/// <summary>Memory, utilisation and energy of NVIDIA's GPUs, asked of the driver's own library (NVML) where it is there.</summary>
internal sealed unsafe class GpuUsage : IDisposable
{
    private const int Enough = 1024;

    private readonly nint library;
    private readonly delegate* unmanaged<nint, uint*, GpuProcess*, int> processes;
    private readonly delegate* unmanaged<nint, uint*, int> utilisation;
    private readonly delegate* unmanaged<nint, ulong*, int> energy;
    private readonly nint[] devices = [];
    private readonly ulong[] started = [];
    private readonly GpuProcess[] found = new GpuProcess[Enough];
    private double utilisations;
    private int samples;

    private GpuUsage(nint library)
    {
        this.library = library;
        var count = 0u;
        if (((delegate* unmanaged<int>)Of("nvmlInit_v2"))() != 0 || ((delegate* unmanaged<uint*, int>)Of("nvmlDeviceGetCount_v2"))(&count) != 0)
        {
            return;
        }

        processes = (delegate* unmanaged<nint, uint*, GpuProcess*, int>)Of("nvmlDeviceGetComputeRunningProcesses_v3");
        utilisation = (delegate* unmanaged<nint, uint*, int>)Of("nvmlDeviceGetUtilizationRates");
        energy = (delegate* unmanaged<nint, ulong*, int>)Of("nvmlDeviceGetTotalEnergyConsumption");
        var handle = (delegate* unmanaged<uint, nint*, int>)Of("nvmlDeviceGetHandleByIndex_v2");
        var handles = new List<nint>();
        for (var i = 0u; i < count; i++)
        {
            nint device;
            if (handle(i, &device) == 0)
            {
                handles.Add(device);
            }
        }

        devices = [.. handles];
        started = [.. devices.Select(EnergyOf)];
    }

    /// <summary>Null where the driver tells no memory by process, as in some containers.</summary>
    public long? PeakBytes { get; private set; }

    public double? Utilisation => samples > 0 ? utilisations / samples : null;

    /// <returns>Null where there is no GPU whose driver tells.</returns>
    public static GpuUsage? Open()
    {
        if (!NativeLibrary.TryLoad("libnvidia-ml.so.1", out var library))
        {
            return null;
        }

        try
        {
            var usage = new GpuUsage(library);
            if (usage.devices.Length > 0)
            {
                return usage;
            }
        }
        catch (EntryPointNotFoundException)
        {
            // An older driver.
        }

        NativeLibrary.Free(library);
        return null;
    }

    public void Take(IReadOnlyList<int> tree)
    {
        var ids = tree.Select(id => (uint)id).ToHashSet();
        var bytes = 0UL;
        var rates = stackalloc uint[2];
        foreach (var device in devices)
        {
            if (utilisation(device, rates) == 0)
            {
                utilisations += rates[0] / 100.0;
                samples++;
            }

            var count = (uint)Enough;
            fixed (GpuProcess* all = found)
            {
                if (processes(device, &count, all) != 0)
                {
                    continue;
                }
            }

            foreach (var process in found.AsSpan(0, (int)count))
            {
                bytes += ids.Contains(process.Id) && process.Bytes != ulong.MaxValue ? process.Bytes : 0;
            }
        }

        PeakBytes = bytes > 0 ? Math.Max(PeakBytes ?? 0, (long)bytes) : PeakBytes;
    }

    /// <returns>Joules of all GPUs since this was made; null where one doesn't count them.</returns>
    public double? Energy()
    {
        var sum = 0.0;
        for (var i = 0; i < devices.Length; i++)
        {
            var now = EnergyOf(devices[i]);
            if (started[i] == 0 || now < started[i])
            {
                return null;
            }

            sum += (now - started[i]) / 1000.0;
        }

        return sum;
    }

    public void Dispose() => _ = ((delegate* unmanaged<int>)Of("nvmlShutdown"))();

    private ulong EnergyOf(nint device)
    {
        ulong millijoules;
        return energy(device, &millijoules) == 0 ? millijoules : 0;
    }

    private nint Of(string name) => NativeLibrary.GetExport(library, name);

    /// <summary>nvmlProcessInfo_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct GpuProcess
    {
        public readonly uint Id;
        public readonly ulong Bytes;
        private readonly uint instance;
        private readonly uint computeInstance;
    }
}
