namespace Lockstep.Vision.Tests.Loading;

/// <summary>Tests that start many threads and measure the process's memory: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LoaderThreads
{
    public const string Name = "Loader threads";
}
