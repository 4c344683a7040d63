using System.Globalization;

namespace Lockstep.Archives;

/// <summary>What is left of the limits while archives are read.</summary>
internal sealed class UnpackBudget(UnpackLimits limits)
{
    private long bytes;
    private long entries;

    public void TakeBytes(string archive, long count)
    {
        // Written so that no claimed size can overflow.
        if (count > limits.Bytes - bytes)
        {
            throw new UnpackLimitException(archive, string.Create(
                CultureInfo.InvariantCulture,
                $"it unpacks to more than {limits.Bytes} bytes, which is the limit. If it may be that large, raise the limit with --max-unpacked BYTES"));
        }

        bytes += count;
    }

    public void TakeEntry(string archive)
    {
        if (++entries > limits.Entries)
        {
            throw new UnpackLimitException(
                archive, string.Create(CultureInfo.InvariantCulture, $"it holds more than {limits.Entries} files and folders, which is the limit"));
        }
    }
}
