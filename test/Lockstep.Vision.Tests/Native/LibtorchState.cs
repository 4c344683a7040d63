namespace Lockstep.Vision.Tests.Native;

/// <summary>Tests that seed libtorch's generator or set its switches, of which a process has one: they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LibtorchState
{
    public const string Name = "libtorch's generator and switches";
}
