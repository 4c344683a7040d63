namespace Lockstep.Vision.Augmentation;

/// <summary>How far an operation can go, in equal steps.</summary>
/// <param name="First">Of the least bin.</param>
/// <param name="Last">Of the greatest bin; the same as the first where the operation knows no more or less.</param>
/// <param name="IsSigned">Whether it goes both ways.</param>
internal readonly record struct PolicyRange(PolicyOperation Operation, double First = 0, double Last = 0, bool IsSigned = false)
{
    /// <param name="bin">From 0.</param>
    /// <param name="bins">At least 2.</param>
    /// <remarks>
    /// In 32-bit floats, from whichever end is nearer, as torch.linspace where no vectors are used: with them its last bit is another
    /// on every processor. Bits in whole numbers.
    /// </remarks>
    public double MagnitudeOf(int bin, int bins)
    {
        if (Operation == PolicyOperation.Posterize)
        {
            return First - Math.Round(bin / (float)((bins - 1) / (First - Last)), MidpointRounding.ToEven);
        }

        var (first, last) = ((float)First, (float)Last);
        var step = (last - first) / (bins - 1);
        return bin < bins / 2 ? first + (step * bin) : last - (step * (bins - bin - 1));
    }
}
