using Lockstep.Audit;
using Lockstep.Vision.Extending;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>The checks of an audit that need images or libtorch, a line each.</summary>
public static class VisionChecks
{
    /// <param name="extensions">What recipes can name beside Lockstep's own.</param>
    public static IReadOnlyList<AuditCheck> Of(Extensions extensions)
    {
        var data = new AuditedDataSets(extensions);
        return
        [
            UnsealedData.Of(data),
            ChangedData.Of(data),
            WritableData.Of(data),
            MissingClasses.Of(data),
            BrokenImages.Of(data),
            OddImages.Of(data),
            SharedContent.Of(data),
            SharedPixels.Of(data),
            NearDuplicates.Of(data),
            SplitGroups.Of(data),
            LabelShortcuts.Of(data),
            EnvironmentDrift.Of(extensions),
        ];
    }
}
