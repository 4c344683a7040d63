using Lockstep.Audit;
using Lockstep.Vision.Extending;

namespace Lockstep.Vision.Auditing;

/// <summary>The checks of an audit that need images or libtorch, a line each.</summary>
public static class VisionChecks
{
    /// <param name="extensions">What recipes can name beside Lockstep's own.</param>
    public static IReadOnlyList<AuditCheck> Of(Extensions extensions) =>
    [
    ];
}
