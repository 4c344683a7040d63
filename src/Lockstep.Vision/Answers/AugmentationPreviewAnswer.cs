using System.Text.Json.Nodes;
using Lockstep.Vision.Augmentation.Preview;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Answers;

/// <summary>A picture of what a recipe does to images, as <c>augment preview --json</c> gives it.</summary>
public static class AugmentationPreviewAnswer
{
    /// <param name="file">That the picture was written to.</param>
    /// <param name="isRandom">Whether anything differs from epoch to epoch.</param>
    /// <param name="columns">What each shows.</param>
    /// <param name="rows">Each image, and whether it is drawn as in training.</param>
    public static JsonObject Of(
        string file, Image picture, bool isRandom, IEnumerable<string> columns, IEnumerable<(PreviewedImage Image, bool AsInTraining)> rows) => new()
        {
            ["file"] = file,
            ["width"] = picture.Width,
            ["height"] = picture.Height,
            ["random"] = isRandom,
            ["columns"] = new JsonArray([.. columns.Select(column => JsonValue.Create(column))]),
            ["rows"] = new JsonArray(
                [.. rows.Select(row => new JsonObject { ["name"] = row.Image.Name, ["sample"] = row.Image.Sample, ["asInTraining"] = row.AsInTraining })]),
        };
}
