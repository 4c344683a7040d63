using Lockstep.Randomness;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Tests.Augmentation;

public sealed class GeometricTransformTests
{
    private const int Height = 52;
    private const int Width = 60;
    private const int LevelsAPixel = 4;
    private const int Draws = 30;
    private static readonly int[] s_black = [0, 0, 0];

    /// <summary>Each with how far in pixels a nearest pixel, or one mixed and rounded to a whole level, may be from the place that it shows.</summary>
    private static readonly Dictionary<string, (GeometricAugmentation Operation, double Precision)> s_operations = new()
    {
        ["centre crop"] = (new CenterCrop(31, 40), 0),
        ["centre crop with a margin"] = (new CenterCrop(70, 61), 0),
        ["random crop"] = (new RandomCrop(32, 33, padding: 5), 0),
        ["horizontal flip"] = (new HorizontalFlip(0.5), 0),
        ["vertical flip"] = (new VerticalFlip(0.5), 0),
        ["smaller"] = (new Resize(23, 41), 0.3),
        ["larger, bicubic"] = (new Resize(99, 130, Interpolation.Bicubic), 0.3),
        ["shorter side"] = (new ResizeShorterSide(37), 0.3),
        ["random resized crop"] = (new RandomResizedCrop((40, 30), (0.2, 1), (0.7, 1.4)), 0.3),
        ["rotation"] = (new Rotation(180), 0.51),
        ["affine, nearest"] = (new RandomAffine(90, [0.2, 0.3], [0.7, 1.5], [20, 10], Interpolation.Nearest, s_black), 0.51),
        ["affine, bilinear"] = (new RandomAffine(90, [0.2, 0.3], [0.7, 1.5], [20, 10], Interpolation.Bilinear, s_black), 0.3),
        ["perspective, nearest"] = (new RandomPerspective(0.8, 0.7, Interpolation.Nearest, s_black), 0.51),
        ["perspective, bilinear"] = (new RandomPerspective(0.8, 0.7, Interpolation.Bilinear, s_black), 0.3),
    };

    public static TheoryData<string> Operations => [.. s_operations.Keys];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Each_pixel_comes_from_the_place_that_the_transform_says(string name)
    {
        var (operation, precision) = s_operations[name];
        var image = Coordinates();
        var compared = 0;
        for (var draw = 0u; draw < Draws; draw++)
        {
            var (one, other) = (StreamOf(draw), StreamOf(draw));
            var transform = operation.Draw(image.Height, image.Width, ref one);
            var result = operation.Apply(image, ref other);

            Assert.Equal((transform.Height, transform.Width), (result.Height, result.Width));
            Assert.Equal(one.NextDouble(), other.NextDouble());
            foreach (var (x, y) in Places(result))
            {
                var (fromX, fromY) = transform.ToSource.Of(x + 0.5, y + 0.5);
                var (red, green, blue) = PixelOf(result, x, y);
                if (IsInside(fromX, fromY, margin: 3))
                {
                    compared++;
                    Assert.InRange(red / (double)LevelsAPixel, fromX - 0.5 - precision, fromX - 0.5 + precision);
                    Assert.InRange(green / (double)LevelsAPixel, fromY - 0.5 - precision, fromY - 0.5 + precision);
                }
                else if (!IsInside(fromX, fromY, margin: -1))
                {
                    Assert.Equal(0, blue);
                }
            }
        }

        Assert.InRange(compared, Draws * 200, int.MaxValue);
    }

    [Fact]
    public void A_mark_lies_where_the_inverse_leads_its_place_also_after_several_operations()
    {
        GeometricAugmentation[] chain =
        [
            new HorizontalFlip(1), new RandomAffine(40, [0.1, 0.1], [0.9, 1.2], [10, 5], Interpolation.Bilinear, s_black), new Resize(90, 100),
            new RandomPerspective(1, 0.3, Interpolation.Bilinear, s_black), new CenterCrop(80, 80),
        ];
        var random = StreamOf(0);
        foreach (var (column, row) in ((int, int)[])[(30, 26), (22, 30), (36, 20)])
        {
            var transform = GeometricTransform.None(Height, Width);
            foreach (var operation in chain)
            {
                transform = transform.Then(operation.Draw(transform.Height, transform.Width, ref random));
            }

            var result = transform.Of(Mark(column, row));
            var (x, y) = transform.ToSource.Inverted().Of(column + 0.5, row + 0.5);
            var light = Places(result).Sum(place => PixelOf(result, place.X, place.Y).Red);

            Assert.InRange(Places(result).Sum(place => (place.X + 0.5) * PixelOf(result, place.X, place.Y).Red) / light, x - 0.3, x + 0.3);
            Assert.InRange(Places(result).Sum(place => (place.Y + 0.5) * PixelOf(result, place.X, place.Y).Red) / light, y - 0.3, y + 0.3);
        }
    }

    [Fact]
    public void Policies_say_where_pixels_went_too()
    {
        foreach (var operation in (GeometricAugmentation[])[
            new TrivialAugment(Interpolation.Nearest, s_black), new RandAugment(1, 9, Interpolation.Nearest, s_black)
        ])
        {
            var moved = 0;
            for (var draw = 0u; draw < Draws; draw++)
            {
                var (one, other) = (StreamOf(draw), StreamOf(draw));
                var transform = operation.Draw(Height, Width, ref one);
                var result = operation.Apply(Mark(column: 34, row: 22), ref other);
                var (x, y) = transform.ToSource.Inverted().Of(34.5, 22.5);
                if (transform.ToSource != ProjectiveMap.Identity && IsInside(x, y, margin: 1))
                {
                    moved++;
                    Assert.Equal(255, PixelOf(result, (int)x, (int)y).Red);
                }
            }

            Assert.InRange(moved, 3, Draws);
        }
    }

    [Fact]
    public void The_inverse_leads_back_from_anywhere()
    {
        var map = new ProjectiveMap(1.1, -0.2, 3, 0.15, 0.9, -7, 0.001, -0.002, 1);
        foreach (var (x, y) in ((double, double)[])[(0, 0), (31.5, 12.5), (60, 52)])
        {
            var (thereX, thereY) = map.Of(x, y);
            var (backX, backY) = map.Inverted().Of(thereX, thereY);
            Assert.Equal(x, backX, 1e-9);
            Assert.Equal(y, backY, 1e-9);
        }

        Assert.Throws<InvalidOperationException>(() => new ProjectiveMap(1, 1, 0, 1, 1, 0).Inverted());
    }

    private static RandomStream StreamOf(uint draw) => new(7, RandomAffine.BuiltIn.Purpose, 1, draw, 0);

    private static IEnumerable<(int X, int Y)> Places(Image image) =>
        Enumerable.Range(0, image.Height * image.Width).Select(at => (at % image.Width, at / image.Width));

    private static bool IsInside(double x, double y, double margin) => x >= margin && y >= margin && x <= Width - margin && y <= Height - margin;

    private static (int Red, int Green, int Blue) PixelOf(Image image, int x, int y)
    {
        var at = 3 * ((y * image.Width) + x);
        return (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
    }

    /// <summary>Each pixel says by its red and green where it lies, and by its blue that it is of the image.</summary>
    private static Image Coordinates() =>
        new(Height, Width, [
            .. Enumerable.Range(0, Height * Width).SelectMany(at => (byte[])[(byte)(LevelsAPixel * (at % Width)), (byte)(LevelsAPixel * (at / Width)), 255])
        ]);

    private static Image Mark(int column, int row, int radius = 2) => new(Height, Width, [.. Enumerable.Range(0, Height * Width)
        .SelectMany(at => Enumerable.Repeat(Math.Abs((at % Width) - column) <= radius && Math.Abs((at / Width) - row) <= radius ? (byte)255 : (byte)0, 3))]);
}
