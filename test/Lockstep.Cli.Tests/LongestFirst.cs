using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Lockstep.Cli.Tests.LongestFirst))]

namespace Lockstep.Cli.Tests;

/// <summary>Begins the classes that take minutes: begun last, one of them would run on alone while a processor waits.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [
        nameof(GuideTests), nameof(TrainTests), nameof(StopsTests), nameof(DiffTests), nameof(SnapshotKillTests), nameof(GetTests),
        nameof(RerunTests), nameof(ResumeTests)
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [
            .. testCollections.OrderBy(collection =>
                Array.FindIndex(Long, name => collection.TestCollectionDisplayName.Contains($".{name}", StringComparison.Ordinal)) is >= 0 and var place
                    ? place
                    : Long.Length)
        ];
}
