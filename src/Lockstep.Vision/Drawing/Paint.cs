using System.Globalization;

namespace Lockstep.Vision.Drawing;

/// <summary>A colour of a drawing: levels in a picture, and a variable of the style sheet in SVG, so that it can follow a dark page.</summary>
/// <param name="Style">The variable's name.</param>
/// <param name="Opacity">0 to 1.</param>
internal readonly record struct Paint(byte Red, byte Green, byte Blue, string Style, double Opacity = 1)
{
    public static readonly Paint Paper = new(255, 255, 255, "paper");
    public static readonly Paint Ink = new(28, 32, 38, "ink");
    public static readonly Paint Faint = new(110, 118, 129, "faint");
    public static readonly Paint Grid = new(222, 226, 231, "grid");
    public static readonly Paint First = new(36, 99, 190, "first");
    public static readonly Paint Second = new(200, 80, 20, "second");
    public static readonly Paint Third = new(30, 130, 90, "third");
    public static readonly Paint Fourth = new(125, 75, 170, "fourth");
    public static readonly Paint Fifth = new(150, 115, 10, "fifth");
    public static readonly Paint Sixth = new(190, 50, 110, "sixth");

    public string Css => Opacity < 1 ? string.Create(CultureInfo.InvariantCulture, $"var(--{Style})\" fill-opacity=\"{Opacity:0.###}") : $"var(--{Style})";

    public byte Over(byte below, byte level, double cover) => (byte)Math.Round(below + ((level - below) * cover * Opacity));
}
