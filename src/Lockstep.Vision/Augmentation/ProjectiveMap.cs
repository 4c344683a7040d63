namespace Lockstep.Vision.Augmentation;

/// <summary>
/// A 3×3 matrix that maps places of one image to places of another: (x, y) to ((XX x + XY y + X) / d, (YX x + YY y + Y) / d), where d is ZX x + ZY y + Z.
/// In pixels from the upper left corner, x to the right and y down; the middle of the first pixel lies at (0.5, 0.5).
/// </summary>
public readonly record struct ProjectiveMap(double XX, double XY, double X, double YX, double YY, double Y, double ZX = 0, double ZY = 0, double Z = 1)
{
    /// <summary>The map that leaves everything where it is.</summary>
    public static ProjectiveMap Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>The map that undoes this one.</summary>
    /// <exception cref="InvalidOperationException">It maps everything onto a line or a point, and can't be undone.</exception>
    public ProjectiveMap Inverted()
    {
        // The adjugate: a matrix and any multiple of it map alike.
        var inverse = new ProjectiveMap(
            (YY * Z) - (Y * ZY), (X * ZY) - (XY * Z), (XY * Y) - (X * YY),
            (Y * ZX) - (YX * Z), (XX * Z) - (X * ZX), (X * YX) - (XX * Y),
            (YX * ZY) - (YY * ZX), (XY * ZX) - (XX * ZY), (XX * YY) - (XY * YX));
        return (XX * inverse.XX) + (XY * inverse.YX) + (X * inverse.ZX) is not 0
            ? inverse
            : throw new InvalidOperationException($"{this} can't be undone: its determinant is 0.");
    }

    /// <summary>Where a place is mapped to; infinite or NaN for a place that has no image.</summary>
    public (double X, double Y) Of(double x, double y)
    {
        var depth = (ZX * x) + (ZY * y) + Z;
        return (((XX * x) + (XY * y) + X) / depth, ((YX * x) + (YY * y) + Y) / depth);
    }

    /// <summary>The map that maps by <paramref name="first"/>, and what comes of that by this one.</summary>
    public ProjectiveMap After(ProjectiveMap first) => new(
        (XX * first.XX) + (XY * first.YX) + (X * first.ZX), (XX * first.XY) + (XY * first.YY) + (X * first.ZY), (XX * first.X) + (XY * first.Y) + (X * first.Z),
        (YX * first.XX) + (YY * first.YX) + (Y * first.ZX), (YX * first.XY) + (YY * first.YY) + (Y * first.ZY), (YX * first.X) + (YY * first.Y) + (Y * first.Z),
        (ZX * first.XX) + (ZY * first.YX) + (Z * first.ZX), (ZX * first.XY) + (ZY * first.YY) + (Z * first.ZY), (ZX * first.X)
            + (ZY * first.Y) + (Z * first.Z));
}
