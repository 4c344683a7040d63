using System.Globalization;

namespace Lockstep.Vision.Loading;

/// <summary>A sample could not be made into numbers: its file can't be read or decoded, or an augmentation failed on it.</summary>
/// <param name="place">The file, and the record in it.</param>
/// <param name="epoch">0 in validation.</param>
internal sealed class SampleException(string place, int sampleId, uint epoch, Exception cause)
    : LockstepException(MessageOf(place, sampleId, epoch, cause), cause)
{
    public int SampleId => sampleId;

    private static string MessageOf(string place, int sampleId, uint epoch, Exception cause)
    {
        var sample = string.Create(CultureInfo.InvariantCulture, $"sample {sampleId}, {(epoch == 0 ? "validation" : $"epoch {epoch}")}");
        return cause is not LockstepException ? $"{place} ({sample}): {cause.GetType().Name}: {cause.Message}"
            : cause.Message.Contains(place, StringComparison.Ordinal) ? $"{cause.Message} ({sample})"
            : $"{place} ({sample}): {cause.Message}";
    }
}
