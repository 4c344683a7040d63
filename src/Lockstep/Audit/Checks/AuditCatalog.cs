namespace Lockstep.Audit.Checks;

/// <summary>All checks, a line each. Those that need images or libtorch are handed in from where these are.</summary>
public static class AuditCatalog
{
    private static readonly AuditCheck[] Own =
    [
        NoRepository.Check,
        UncommittedChanges.Check,
        UnpushedCommit.Check,
        HiddenDefaults.Check,
        AbsolutePath.Check,
        UnlockedFiles.Check,
        UnhashedDownload.Check,
        UnpinnedDataset.Check,
        UnpinnedWeights.Check,
        LockFile.Check,
        UnpinnedRequirements.Check,
        UnhashedIndex.Check,
        LatestImage.Check,
        PackagesLock.Check,
        TorchSeed.Check,
        GlobalSeeds.Check,
        UnseededGenerator.Check,
        ClockSeed.Check,
        CudnnBenchmark.Check,
        ListingOrder.Check,
        SetOrder.Check,
        ShuffledValidation.Check,
        NumpyInWorkers.Check,
        DeterministicAlgorithms.Check,
        CommandRepeats.Check,
        NoSmokeTest.Check,
        RunUnfinished.Check,
        RunChanged.Check,
        MissingCheckpoints.Check,
        UnreadableReport.Check,
    ];

    /// <summary>In the order of the boxes, and in each as the catalogues name them.</summary>
    /// <param name="others">Those of other assemblies.</param>
    public static IReadOnlyList<AuditCheck> With(IReadOnlyList<AuditCheck> others) => [.. Own.Concat(others).OrderBy(check => check.Box)];
}
