using System.Globalization;
using System.Net;
using System.Text;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Drawing;

/// <summary>A drawing that becomes a picture, or SVG for a page.</summary>
/// <remarks>Drawn here, without fonts and in one fixed arithmetic: the same bytes on every machine.</remarks>
internal sealed class Sketch(int width, int height)
{
    private readonly List<Shape> shapes = [];

    public int Width => width;

    public int Height => height;

    public void Add(Shape shape) => shapes.Add(shape);

    /// <summary>The width of a line of text, in pixels.</summary>
    public static int WidthOf(string text, int scale) => PixelFont.WidthOf(text, scale);

    public Image ToImage()
    {
        var pixels = new byte[3 * width * height];
        pixels.AsSpan().Fill(byte.MaxValue);
        var image = new Image(height, width, pixels);
        foreach (var shape in shapes)
        {
            switch (shape)
            {
                case Box box:
                    Draw(image, box);
                    break;
                case Stroke stroke:
                    Draw(image, stroke);
                    break;
                case Band band:
                    Draw(image, band);
                    break;
                case Label label:
                    Draw(image, label);
                    break;
            }
        }

        return image;
    }

    /// <param name="name">What it shows, for who can't see it.</param>
    public string ToSvg(string name)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" role=\"img\" aria-label=\"{Escape(name)}\" "
            + $"font-family=\"ui-monospace, Menlo, Consolas, monospace\">");
        foreach (var shape in shapes)
        {
            switch (shape)
            {
                case Box box:
                    svg.Append(
                        CultureInfo.InvariantCulture,
                        $"<rect x=\"{box.Left}\" y=\"{box.Top}\" width=\"{box.Width}\" height=\"{box.Height}\" fill=\"{box.Paint.Css}\"/>");
                    break;
                case Stroke stroke:
                    var points = string.Join(' ', stroke.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")));
                    svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"var(--{stroke.Paint.Style})\" "
                        + $"stroke-opacity=\"{stroke.Paint.Opacity:0.##}\" stroke-width=\"{stroke.Width:0.#}\" stroke-linejoin=\"round\"/>");
                    break;
                case Band band:
                    var around = band.Points.Select(point => (point.X, Y: point.Top)).Concat(band.Points.Reverse().Select(point => (point.X, Y: point.Bottom)))
                        .Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}"));
                    svg.Append(CultureInfo.InvariantCulture, $"<polygon points=\"{string.Join(' ', around)}\" fill=\"{band.Paint.Css}\"/>");
                    break;
                case Label label:
                    // The baseline is where the letters' last row but one ends.
                    var (x, y) = label.IsUpright ? (label.Left + (7 * label.Scale), label.Top) : (label.Left, label.Top + (7 * label.Scale));
                    var anchor = label.Align switch { Align.Middle => "middle", Align.End => "end", _ => "start" };
                    var turn = label.IsUpright ? string.Create(CultureInfo.InvariantCulture, $" transform=\"rotate(-90 {x} {y})\"") : "";
                    svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" font-size=\"{10 * label.Scale * 0.94:0.#}\" "
                        + $"text-anchor=\"{anchor}\" fill=\"{label.Paint.Css}\"{turn}>{Escape(Fit(label))}</text>");
                    break;
            }
        }

        return svg.Append("</svg>").ToString();
    }

    public static string Escape(string text) =>
        WebUtility.HtmlEncode(string.Concat(text.Select(character => char.IsControl(character) ? '\uFFFD' : character)));

    private static string Fit(Label label) => PixelFont.FitMiddle(label.Text, label.Most, label.Scale);

    private static void Draw(Image image, Box box)
    {
        for (var y = Math.Max(0, box.Top); y < Math.Min(image.Height, box.Top + box.Height); y++)
        {
            for (var x = Math.Max(0, box.Left); x < Math.Min(image.Width, box.Left + box.Width); x++)
            {
                Blend(image, x, y, box.Paint, 1);
            }
        }
    }

    /// <summary>Each pixel is covered as far as it is near the line; where two parts of it meet, once.</summary>
    private static void Draw(Image image, Stroke stroke)
    {
        var cover = new float[image.Width * image.Height];
        var half = stroke.Width / 2;
        foreach (var ((x0, y0), (x1, y1)) in stroke.Points.Zip(stroke.Points.Skip(1)))
        {
            var (dx, dy) = (x1 - x0, y1 - y0);
            var length = (dx * dx) + (dy * dy);
            for (var y = Math.Max(0, (int)(Math.Min(y0, y1) - half - 1)); y <= Math.Min(image.Height - 1, Math.Max(y0, y1) + half + 1); y++)
            {
                for (var x = Math.Max(0, (int)(Math.Min(x0, x1) - half - 1)); x <= Math.Min(image.Width - 1, Math.Max(x0, x1) + half + 1); x++)
                {
                    var (px, py) = (x + 0.5 - x0, y + 0.5 - y0);
                    var along = length == 0 ? 0 : Math.Clamp(((px * dx) + (py * dy)) / length, 0, 1);
                    var (ox, oy) = (px - (along * dx), py - (along * dy));
                    ref var own = ref cover[(y * image.Width) + x];
                    own = Math.Max(own, (float)Math.Clamp(half + 0.5 - Math.Sqrt((ox * ox) + (oy * oy)), 0, 1));
                }
            }
        }

        for (var at = 0; at < cover.Length; at++)
        {
            if (cover[at] > 0)
            {
                Blend(image, at % image.Width, at / image.Width, stroke.Paint, cover[at]);
            }
        }
    }

    private static void Draw(Image image, Band band)
    {
        foreach (var (left, right) in band.Points.Zip(band.Points.Skip(1)))
        {
            for (var x = (int)Math.Ceiling(left.X); x < right.X; x++)
            {
                var along = (x - left.X) / (right.X - left.X);
                var (top, bottom) = (left.Top + (along * (right.Top - left.Top)), left.Bottom + (along * (right.Bottom - left.Bottom)));
                for (var y = (int)Math.Round(top); y < Math.Round(bottom); y++)
                {
                    Blend(image, x, y, band.Paint, 1);
                }
            }
        }
    }

    private static void Draw(Image image, Label label)
    {
        var text = Fit(label);
        if (text.Length == 0)
        {
            return;
        }

        var (length, tall) = (WidthOf(text, label.Scale), PixelFont.Height * label.Scale);
        var letters = new Image(tall, length, new byte[3 * length * tall]);
        PixelFont.Write(letters, text, 0, 0, label.Scale, byte.MaxValue);
        var before = label.Align switch { Align.Middle => length / 2, Align.End => length, _ => 0 };
        for (var row = 0; row < tall; row++)
        {
            for (var place = 0; place < length; place++)
            {
                if (letters.Pixels[3 * ((row * length) + place)] is var cover and not 0)
                {
                    var (x, y) = label.IsUpright ? (label.Left + row, label.Top - 1 - place + before) : (label.Left + place - before, label.Top + row);
                    Blend(image, x, y, label.Paint, cover / (double)byte.MaxValue);
                }
            }
        }
    }

    private static void Blend(Image image, int x, int y, Paint paint, double cover)
    {
        if (x < 0 || y < 0 || x >= image.Width || y >= image.Height)
        {
            return;
        }

        var pixel = image.Pixels.AsSpan(3 * ((y * image.Width) + x), 3);
        pixel[0] = paint.Over(pixel[0], paint.Red, cover);
        pixel[1] = paint.Over(pixel[1], paint.Green, cover);
        pixel[2] = paint.Over(pixel[2], paint.Blue, cover);
    }
}
