namespace Lockstep.Vision.Drawing;

/// <summary>A part of a drawing, in pixels from the top left.</summary>
internal abstract record Shape(Paint Paint);

internal sealed record Box(int Left, int Top, int Width, int Height, Paint Paint) : Shape(Paint);

/// <summary>Straight from point to point.</summary>
internal sealed record Stroke(IReadOnlyList<(double X, double Y)> Points, double Width, Paint Paint) : Shape(Paint);

/// <summary>What lies between a lower and an upper line, straight from point to point; in pixels, the first point leftmost.</summary>
internal sealed record Band(IReadOnlyList<(double X, double Top, double Bottom)> Points, Paint Paint) : Shape(Paint);

/// <summary>One line of text; cut in its middle where it would be wider than that.</summary>
/// <param name="Left">Where it begins, has its middle or ends; of upright text its left edge.</param>
/// <param name="Top">Of upright text, which reads from below, its lower end.</param>
/// <param name="Most">Its widest, in pixels.</param>
internal sealed record Label(int Left, int Top, string Text, int Scale, Paint Paint, Align Align = Align.Begin, bool IsUpright = false, int Most = int.MaxValue)
    : Shape(Paint);

internal enum Align
{
    Begin,
    Middle,
    End,
}
