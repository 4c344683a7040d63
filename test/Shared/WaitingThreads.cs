using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lockstep.Tests.Shared;

/// <summary>
/// Lets OpenMP's threads sleep while they wait, here and in the programs that tests start. By default they spin, which takes
/// the processors from whatever runs beside: with two tests on two cores a training of the small CNN costs five times the processor time. No result
/// depends on it; the Environment lock records it.
/// </summary>
internal static partial class WaitingThreads
{
    private const string Variable = "GOMP_SPINCOUNT";

#pragma warning disable CA2255 // libtorch reads it when it is loaded, which any test may do first.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Sleep()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            Environment.SetEnvironmentVariable(Variable, "0"); // for processes that are started
            _ = SetNative(Variable, "0", overwrite: 0); // for this one
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNative(string name, string value, int overwrite);
}
