using Lockstep.Files;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Images;
using Lockstep.Vision.Inspection;
using Lockstep.Vision.Loading;

namespace Lockstep.Vision.Auditing.Images;

/// <summary>Looks at each image of a data set once, with as little decoding as it takes, and keeps some hundred bytes of each.</summary>
internal sealed class ImageSurvey
{
    /// <summary>What is nearly too flat for a print gets a digest beside it, so that decoding at another size loses none.</summary>
    private const double SurelyNotFlat = ImagePrint.LeastContrast + 1;

    /// <summary>JPEGs are decoded at a part of their size that leaves twice as many pixels as there are fields.</summary>
    private static readonly JpegScale Scale = JpegScale.Of("auto", [2 * GreyGrid.Side]);

    private readonly Snapshot snapshot;
    private readonly OrientationRule orientation;
    private readonly SampleDecoder decoder;

    private ImageSurvey(Snapshot snapshot, OrientationRule orientation) =>
        (this.snapshot, this.orientation, decoder) = (snapshot, orientation, new SampleDecoder(snapshot, orientation));

    /// <summary>In the order of the samples.</summary>
    /// <param name="orientation">As training decodes; refusing is taken as ignoring.</param>
    public static IReadOnlyList<ImageTraits> Of(Snapshot snapshot, Dataset data, OrientationRule orientation, CancellationToken cancellation)
    {
        var survey = new ImageSurvey(snapshot, orientation == OrientationRule.Refuse ? OrientationRule.Ignore : orientation);
        (Sample Sample, Split Split)[] samples = [.. data.Samples];
        return ParallelReading.Map(samples, item => survey.Look(item.Sample, item.Split), cancellation);
    }

    private ImageTraits Look(Sample sample, Split split)
    {
        try
        {
            return sample.Source is PixelRecord record ? LookAt(record, sample, split) : LookAt(File.ReadAllBytes(snapshot.PathOf(
                sample.Source.RelPath)), sample, split);
        }
        catch (BrokenImageException exception)
        {
            return new ImageTraits(sample, split, exception.Reason);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LockstepException)
        {
            return new ImageTraits(sample, split, $"it can't be read: {exception.Message}");
        }
    }

    private ImageTraits LookAt(PixelRecord record, Sample sample, Split split) => WithPixels(
        new ImageTraits(sample, split, null)
        {
            Width = record.Layout.Width,
            Height = record.Layout.Height,
            Format = "record",
            Mode = record.Layout.Channels == 1 ? "grey" : "RGB",
        },
        decoder.Decode(record),
        () => decoder.Decode(record));

    private ImageTraits LookAt(byte[] encoded, Sample sample, Split split)
    {
        var header = ImageDecoder.HeaderOf(encoded, sample.Source.Name);
        return WithPixels(
            new ImageTraits(sample, split, null)
            {
                Width = header.Width,
                Height = header.Height,
                Bytes = encoded.Length,
                Format = Lockstep.Text.EnumWord.Of(header.Format),
                Mode = header.Mode,
                Orientation = header.Orientation,
                HasMore = header.HasMore,
            },
            ImageDecoder.Decode(encoded, sample.Source.Name, orientation, Scale),
            () => ImageDecoder.Decode(encoded, sample.Source.Name, orientation));
    }

    /// <param name="image">Smaller than stored, perhaps.</param>
    /// <param name="whole">Decodes all of it.</param>
    private static ImageTraits WithPixels(ImageTraits traits, Image image, Func<Image> whole)
    {
        var grid = GreyGrid.Of(image);
        var print = Math.Min(traits.Width, traits.Height) < GreyGrid.Side ? null : ImagePrint.Of(grid);
        return traits with
        {
            Brightness = grid.Brightness,
            Contrast = grid.Contrast,
            BorderBrightness = grid.BorderBrightness,
            BorderContrast = grid.BorderContrast,
            Print = print,
            Pixels = print is null || grid.Contrast < SurelyNotFlat ? Sha256Digest.Parse(PixelDigests.Of(whole())) : null,
        };
    }
}
