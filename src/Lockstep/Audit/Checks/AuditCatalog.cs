namespace Lockstep.Audit.Checks;

/// <summary>All checks, a line each. Those that need images or libtorch are handed in from where these are.</summary>
public static class AuditCatalog
{
    private static readonly AuditCheck[] Own =
    [
        UncommittedChanges.Check,
    ];

    /// <summary>In the order of the boxes, and in each as the catalogues name them.</summary>
    /// <param name="others">Those of other assemblies.</param>
    public static IReadOnlyList<AuditCheck> With(IReadOnlyList<AuditCheck> others) => [.. Own.Concat(others).OrderBy(check => check.Box)];
}
