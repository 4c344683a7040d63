using System.Text.Json.Nodes;
using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>The colour of what comes from outside an image; black where nothing is said.</summary>
internal readonly record struct Fill(byte Red, byte Green, byte Blue)
{
    /// <summary>As a recipe says it.</summary>
    public static Key Key => new(
        "fill", CommonShapes.OfChannels(new WholeNumberShape(0, 255)), DefaultValue.Of(new JsonArray(0, 0, 0)),
        "The colour of pixels from outside the image.");

    /// <param name="levels">Red, green and blue, each from 0 to 255.</param>
    public static Fill Of(int[] levels) => new((byte)levels[0], (byte)levels[1], (byte)levels[2]);
}
