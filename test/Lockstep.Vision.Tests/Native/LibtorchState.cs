using System.Reflection;
using Lockstep.Vision.Native;
using Xunit.v3;

namespace Lockstep.Vision.Tests.Native;

/// <summary>
/// Tests that draw from libtorch's generator or set its switches, of which a process has one: they run alone, and each begins from the
/// same seed, so that what fails fails again.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
[LibtorchSeed]
public sealed class LibtorchState
{
    public const string Name = "libtorch's generator and switches";

    private sealed class LibtorchSeedAttribute : BeforeAfterTestAttribute
    {
        public override void Before(MethodInfo methodUnderTest, IXunitTest test)
        {
            NativeLibraries.Load();
            Generators.Seed(TestDevice.Here, 1);
        }
    }
}
