using Lockstep.Vision.Native;
using TorchSharp;

namespace Lockstep.Vision.Tests.Native;

/// <summary>Where the tests compute: on the CPU, or, with LOCKSTEP_TEST_DEVICE=cuda and a build with CUDA, on the GPU.</summary>
internal static class TestDevice
{
    public static string Name { get; } = Environment.GetEnvironmentVariable("LOCKSTEP_TEST_DEVICE") is { Length: > 0 } name ? name : "cpu";

    public static torch.Device Here
    {
        get
        {
            NativeLibraries.Load();
            return new torch.Device(Name);
        }
    }
}
