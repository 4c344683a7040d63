using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>
/// Where each pixel of the result comes from: ((a x + b y + c) / (g x + h y + 1), (d x + e y + f) / (g x + h y + 1)), the same size before and after.
/// </summary>
/// <param name="Coefficients">a to h.</param>
/// <remarks>
/// As Pillow's Image.transform with PERSPECTIVE. The coefficients solve eight equations, one for each number of the four
/// corners: here by elimination in doubles, then rounded to 32 bits, as later versions of torchvision do but for the order of its sums; 0.14 solved
/// them in 32-bit floats, which is up to some thousandths of a pixel off.
/// </remarks>
internal sealed record PerspectiveMap(double[] Coefficients)
{
    private const int Unknowns = 8;

    /// <param name="corners">Where the image's corners come to lie: the upper left first, clockwise.</param>
    /// <returns>Null where no map leads there, because three corners are on one line, or the image has a side of one pixel.</returns>
    public static PerspectiveMap? Of(int height, int width, (int X, int Y)[] corners)
    {
        (int X, int Y)[] sources = [(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)];
        var rows = new double[Unknowns][];
        for (var corner = 0; corner < corners.Length; corner++)
        {
            var ((x, y), (fromX, fromY)) = (corners[corner], sources[corner]);
            rows[2 * corner] = [x, y, 1, 0, 0, 0, -(double)fromX * x, -(double)fromX * y, fromX];
            rows[(2 * corner) + 1] = [0, 0, 0, x, y, 1, -(double)fromY * x, -(double)fromY * y, fromY];
        }

        return Solved(rows) is { } solution ? new PerspectiveMap([.. solution.Select(value => (double)(float)value)]) : null;
    }

    /// <summary>The move of an image of that size by this map.</summary>
    public GeometricTransform Transform(int height, int width, Interpolation interpolation, Fill fill) =>
        Coefficients is [var a, var b, var c, var d, var e, var f, var g, var h]
            ? new GeometricTransform(height, width, new ProjectiveMap(a, b, c, d, e, f, g, h), image => Of(image, interpolation, fill))
            : throw new InvalidOperationException($"Expected {Unknowns} coefficients, found {Coefficients.Length}.");

    public Image Of(Image image, Interpolation interpolation, Fill fill)
    {
        var (a, b, c, d, e, f, g, h) =
            (Coefficients[0], Coefficients[1], Coefficients[2], Coefficients[3], Coefficients[4], Coefficients[5], Coefficients[6], Coefficients[7]);
        var target = Sampling.Filled(image, fill);
        var at = 0;
        for (var row = 0; row < image.Height; row++)
        {
            var y = row + 0.5;
            for (var column = 0; column < image.Width; column++, at += 3)
            {
                var x = column + 0.5;
                var depth = (g * x) + (h * y) + 1;
                var (fromX, fromY) = (((a * x) + (b * y) + c) / depth, ((d * x) + (e * y) + f) / depth);
                if (interpolation == Interpolation.Bilinear)
                {
                    Sampling.Bilinear(image, fromX, fromY, target.AsSpan(at, 3));
                }
                else
                {
                    Sampling.Nearest(image, fromX, fromY, target.AsSpan(at, 3));
                }
            }
        }

        return new Image(image.Height, image.Width, target);
    }

    /// <summary>Gauss and Jordan's elimination, each time by the largest number of the column, the uppermost of equal ones.</summary>
    private static double[]? Solved(double[][] rows)
    {
        for (var step = 0; step < Unknowns; step++)
        {
            var pivot = step;
            for (var row = step + 1; row < Unknowns; row++)
            {
                pivot = Math.Abs(rows[row][step]) > Math.Abs(rows[pivot][step]) ? row : pivot;
            }

            (rows[step], rows[pivot]) = (rows[pivot], rows[step]);
            if (Math.Abs(rows[step][step]) < 1e-9)
            {
                return null;
            }

            foreach (var row in rows.Where(row => row != rows[step]))
            {
                var factor = row[step] / rows[step][step];
                for (var column = step; column <= Unknowns; column++)
                {
                    row[column] -= factor * rows[step][column];
                }
            }
        }

        return [.. rows.Select((row, index) => row[Unknowns] / row[index])];
    }
}
