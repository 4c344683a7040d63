using Lockstep.Snapshots;

namespace Lockstep.Samples.Formats;

/// <summary>How the images and labels of a sealed folder would be read.</summary>
/// <param name="Format">Null where no labelled images are read from it.</param>
/// <param name="Images">Null likewise.</param>
/// <param name="Reason">Why none are read; null where some are.</param>
public sealed record SealedReading(string? Format, LabelledImages? Images, string? Reason)
{
    /// <summary>A folder may be sealed that is no data set to train on.</summary>
    public static SealedReading Of(Snapshot snapshot, Manifest manifest)
    {
        try
        {
            var (format, images) = DatasetFormats.Read(DatasetFormats.Auto, snapshot, manifest);
            return new SealedReading(format.Name, images, null);
        }
        catch (LockstepException exception)
        {
            return new SealedReading(null, null, exception.Message);
        }
    }
}
