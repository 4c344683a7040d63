using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Images;
using Lockstep.Vision.Images.Headers;
using Lockstep.Vision.Loading;

namespace Lockstep.Vision.Inspection;

/// <summary>
/// Finds, before there is a run, the images that training would stop at: broken ones, those of another size, and those to
/// be turned where the recipe refuses them.
/// </summary>
/// <remarks>
/// Of each file the structure is walked, or with <c>data.check: pixels</c> all is decoded. What an earlier check of the same files found is
/// taken from the cache. Where the gate leaves contents to be checked while they are read, so are the training images.
/// </remarks>
internal sealed class ImageCheck
{
    private readonly Recipe recipe;
    private readonly Snapshot snapshot;
    private readonly GatePass pass;
    private readonly Dataset data;
    private readonly OrientationRule orientation;
    private readonly JpegScale scale;
    private readonly bool decodes;

    private ImageCheck(Recipe recipe, Snapshot snapshot, GatePass pass, Dataset data)
    {
        (this.recipe, this.snapshot, this.pass, this.data) = (recipe, snapshot, pass, data);
        orientation = OrientationRules.Of(recipe.Data.Orientation);
        scale = OutputSize.Decoded(recipe);
        // Where broken images are left out, all have been decoded.
        decodes = recipe.Data.Check == "pixels" && recipe.Data.OnBroken != "skip";
    }

    /// <param name="data">Without the broken images, where the recipe leaves them out.</param>
    /// <returns>What the user should know, in sentences.</returns>
    /// <exception cref="ImageCheckException">Some can't be trained on; all are named.</exception>
    public static IReadOnlyList<string> Demand(Recipe recipe, Snapshot snapshot, GatePass pass, Dataset data, CancellationToken cancellation)
    {
        var found = new ImageCheck(recipe, snapshot, pass, data).Find(cancellation).ToLookup(problem => problem.Kind == ImageProblemKind.First);
        if (found[false].ToArray() is [_, ..] problems)
        {
            throw new ImageCheckException(problems, data.Samples.Count(), snapshot.Folder);
        }

        return found[true].ToArray() is [var first, ..] several
            ? [$"Data: {several.Length} image file{(several.Length == 1 ? " has" : "s have")} several pages or frames, of which the first is read: "
                + $"{first.Name}{(several.Length == 1 ? "" : " and others")}."]
            : [];
    }

    private IReadOnlyList<ImageProblem> Find(CancellationToken cancellation)
    {
        var samples = data.Samples.Where(item => pass.Reading is null || item.Split != Split.Train || item.Sample.Id == data.Train[0].Id).ToArray();
        if (Array.TrueForAll(samples, item => item.Sample.Source is PixelRecord))
        {
            return Judge(samples, [.. samples.Select(item => Look(item.Sample.Source))]);
        }

        var cache = new CheckedImages("images", pass.Manifest, [.. samples.Select(item => item.Sample.Source)], Settings());
        if (cache.TryRead() is { } known)
        {
            return known;
        }

        var problems = Judge(samples, ParallelReading.Map(samples, item => Look(item.Sample.Source), cancellation));
        cache.Write(problems);
        return problems;
    }

    /// <summary>All that the outcome depends on beside the files.</summary>
    private JsonObject Settings() => new()
    {
        ["split"] = Sha256.Of(data.Listing()),
        ["orientation"] = orientation.ToString(),
        ["scale"] = scale.Text,
        ["decodes"] = decodes,
        ["sizes"] = string.Join(
            '/',
            OutputSize.AllIn(recipe.Augment)
                .Select(size => size is null ? "" : string.Join('×', size))),
        ["own"] = OutputSize.HasOwn(recipe.Augment),
    };

    private List<ImageProblem> Judge((Sample Sample, Split Split)[] samples, Seen[] all)
    {
        var first = all[Array.FindIndex(samples, item => item.Sample.Id == data.Train[0].Id)];
        var expected = first.Problem is null ? OutputSize.InTraining(recipe.Augment, first.Height, first.Width) : null;
        var problems = new List<ImageProblem>();
        foreach (var ((sample, split), seen) in samples.Zip(all))
        {
            var size = split == Split.Train ? OutputSize.InTraining(recipe.Augment, seen.Height, seen.Width) : OutputSize.InValidation(
                recipe.Augment, seen.Height, seen.Width);
            if (seen.Problem is not null)
            {
                problems.Add(seen.Problem);
            }
            else if (split != Split.Test && size is { } its && expected is { } others && its != others)
            {
                problems.Add(new ImageProblem(ImageProblemKind.Size, sample.Source.Name, string.Create(
                    CultureInfo.InvariantCulture,
                    $"the model would see {its.Height}×{its.Width} pixels (height × width), but {others.Height}×{others.Width} of the first training image")));
            }
            else if (seen.IsFirst)
            {
                problems.Add(new ImageProblem(ImageProblemKind.First, sample.Source.Name, "its first page or frame is read"));
            }
        }

        return problems;
    }

    private Seen Look(SampleSource source)
    {
        if (source is PixelRecord record)
        {
            return new Seen(record.Layout.Height, record.Layout.Width, null);
        }

        try
        {
            var encoded = File.ReadAllBytes(snapshot.PathOf(source.RelPath));
            pass.Reading?.Check(source.RelPath, encoded);
            return Look(source.Name, encoded);
        }
        catch (BrokenImageException exception)
        {
            return Broken(source.Name, exception.Reason);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Broken(source.Name, $"it can't be read: {exception.Message}");
        }
    }

    private Seen Look(string name, byte[] encoded)
    {
        var header = ImageDecoder.HeaderOf(encoded, name);
        if (orientation == OrientationRule.Refuse && header.Orientation != ExifOrientation.Upright)
        {
            return new Seen(0, 0, new ImageProblem(ImageProblemKind.Turned, name, $"its EXIF data says orientation {header.Orientation} "
                + $"({Orientation.Describe(header.Orientation)}), and data.orientation is refuse"));
        }

        if (decodes)
        {
            ImageDecoder.Decode(encoded, name, OrientationRule.Ignore);
        }

        var (height, width) = orientation == OrientationRule.Apply && header.Orientation > 4 ? (header.Width, header.Height) : (header.Height, header.Width);
        var divisor = header.Format == ImageFormat.Jpeg ? scale.DivisorFor(height, width) : 1;
        return new Seen((height + divisor - 1) / divisor, (width + divisor - 1) / divisor, null, header.HasMore);
    }

    private static Seen Broken(string name, string reason) => new(0, 0, new ImageProblem(ImageProblemKind.Broken, name, reason));

    /// <summary>The size of an image as it is decoded, or what is wrong with it.</summary>
    private readonly record struct Seen(long Height, long Width, ImageProblem? Problem, bool IsFirst = false);
}
