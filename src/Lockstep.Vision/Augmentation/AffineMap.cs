using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Where each pixel of the result comes from: (XX x + XY y + X, YX x + YY y + Y) for the place (x, y), the same size before and after.</summary>
/// <remarks>
/// As Pillow's Image.transform with AFFINE. Nearest pixels come from steps in 16-bit fixed point; where the map neither turns nor shears, or leads
/// farther than 32768 pixels, from sums of doubles; bilinear ones from doubles.
/// </remarks>
internal readonly record struct AffineMap(double XX, double XY, double X, double YX, double YY, double Y)
{
    private const double FarthestFixed = 32768;

    /// <summary>Turned clockwise by an angle, then sheared and scaled, about a middle, and moved.</summary>
    /// <param name="shear">Degrees along each axis.</param>
    /// <remarks>The inverse that torchvision's functional.affine hands to Pillow.</remarks>
    public static AffineMap Of((double X, double Y) middle, double degrees, (double X, double Y) move, double scale, (double X, double Y) shear)
    {
        var (angle, shearX, shearY) = (Radians(degrees), Radians(shear.X), Radians(shear.Y));
        var (sineX, cosineX) = Elementary.SinCosOfRadians(shearX);
        var (sine, cosine) = Elementary.SinCosOfRadians(angle);
        var (sineRest, cosineRest) = Elementary.SinCosOfRadians(angle - shearY);
        var (_, cosineY) = Elementary.SinCosOfRadians(shearY);
        var tangentX = sineX / cosineX;
        var a = cosineRest / cosineY;
        var b = (-cosineRest * tangentX / cosineY) - sine;
        var c = sineRest / cosineY;
        var d = (-sineRest * tangentX / cosineY) + cosine;
        var (xx, xy, yx, yy) = (d / scale, -b / scale, -c / scale, a / scale);
        var (left, up) = (-middle.X - move.X, -middle.Y - move.Y);
        return new AffineMap(xx, xy, (xx * left) + (xy * up) + middle.X, yx, yy, (yx * left) + (yy * up) + middle.Y);
    }

    /// <summary>The move of an image of that size by this map.</summary>
    public GeometricTransform Transform(int height, int width, Interpolation interpolation, Fill fill)
    {
        var map = this;
        return new GeometricTransform(height, width, new ProjectiveMap(XX, XY, X, YX, YY, Y), image => map.Of(image, interpolation, fill));
    }

    public Image Of(Image image, Interpolation interpolation, Fill fill)
    {
        var target = Sampling.Filled(image, fill);
        if (interpolation == Interpolation.Bilinear)
        {
            Bilinear(image, target);
        }
        else if (XY == 0 && YX == 0)
        {
            Scaled(image, target);
        }
        else if (StaysNear(0, 0) && StaysNear(image.Width, image.Height) && StaysNear(0, image.Height) && StaysNear(image.Width, 0))
        {
            Fixed(image, target);
        }
        else
        {
            Stepped(image, target);
        }

        return new Image(image.Height, image.Width, target);
    }

    private void Bilinear(Image image, byte[] target)
    {
        var at = 0;
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++, at += 3)
            {
                Sampling.Bilinear(image, (XX * (x + 0.5)) + (XY * (y + 0.5)) + X, (YX * (x + 0.5)) + (YY * (y + 0.5)) + Y, target.AsSpan(at, 3));
            }
        }
    }

    private void Scaled(Image image, byte[] target)
    {
        var (at, fromY) = (0, Y + (YY * 0.5));
        for (var y = 0; y < image.Height; y++, fromY += YY)
        {
            var fromX = X + (XX * 0.5);
            for (var x = 0; x < image.Width; x++, at += 3, fromX += XX)
            {
                Sampling.Nearest(image, fromX, fromY, target.AsSpan(at, 3));
            }
        }
    }

    private void Fixed(Image image, byte[] target)
    {
        var rowX = ToFixed(X + (XX * 0.5) + (XY * 0.5));
        var rowY = ToFixed(Y + (YX * 0.5) + (YY * 0.5));
        var (xx, xy, yx, yy) = (ToFixed(XX), ToFixed(XY), ToFixed(YX), ToFixed(YY));
        for (int y = 0, to = 0; y < image.Height; y++, rowX += xy, rowY += yy)
        {
            var (fromX, fromY) = (rowX, rowY);
            for (var x = 0; x < image.Width; x++, to += 3, fromX += xx, fromY += yx)
            {
                var (column, row) = (fromX >> 16, fromY >> 16);
                if (column >= 0 && column < image.Width && row >= 0 && row < image.Height)
                {
                    image.Pixels.AsSpan(3 * (((int)row * image.Width) + (int)column), 3).CopyTo(target.AsSpan(to));
                }
            }
        }
    }

    private void Stepped(Image image, byte[] target)
    {
        var (at, rowX, rowY) = (0, X + (XX * 0.5) + (XY * 0.5), Y + (YX * 0.5) + (YY * 0.5));
        for (var y = 0; y < image.Height; y++, rowX += XY, rowY += YY)
        {
            var (fromX, fromY) = (rowX, rowY);
            for (var x = 0; x < image.Width; x++, at += 3, fromX += XX, fromY += YX)
            {
                Sampling.Nearest(image, fromX, fromY, target.AsSpan(at, 3));
            }
        }
    }

    private bool StaysNear(int x, int y) =>
        Math.Abs((x * XX) + (y * XY) + X) < FarthestFixed && Math.Abs((x * YX) + (y * YY) + Y) < FarthestFixed;

    private static double Radians(double degrees) => degrees * (Math.PI / 180);

    private static long ToFixed(double value) => (long)Math.Floor((value * 65536.0) + 0.5);
}
