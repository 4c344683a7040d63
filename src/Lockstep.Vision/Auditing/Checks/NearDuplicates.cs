using System.Globalization;
using Lockstep.Audit;
using Lockstep.Files;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Vision.Auditing.Images;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>Images to validate or test on that are nearly a training image.</summary>
internal static class NearDuplicates
{
    /// <summary>Of images that are copies of each other, labels differ seldom; where they differ more often than that, the images merely look alike.</summary>
    private const double MostOfTwoClasses = 0.1;

    private const int FewestToJudge = 20;

    public static AuditCheck Of(AuditedDataSets sets) => new("near-duplicates", AuditedBox.Data, AuditLevel.Static)
    {
        Title = "Nearly a training image among those that judge",
        Measures = "Takes a perceptual hash of each image: 64 bits, one for each of the lowest frequencies of its greys. A pair counts where at most "
            + $"{ImagePrint.MostDistance} bits differ and the images, in 16×16 greys, correlate by {Number(ImagePrint.LeastCorrelation)} or more; mirrored "
            + $"ones are found too. Not of images with a side below {GreyGrid.Side} pixels, or too flat to be told from each other. Where more than a tenth "
            + "of the pairs have two labels, the images of the set merely look alike, and the check says so in place of findings. With --pairs FILE.html "
            + "the pairs are written side by side.",
        Why = "The same picture saved anew, made smaller or cropped by a little, or the next frame of a video, is no new one: a model that has seen one has "
            + "seen the other, and figures on it say too much.",
        Example = "convert data/train/cat/7.jpg -quality 90 -resize 90% data/val/cat/other.jpg",
        Repair = "Look at each pair; take one of it out of either part, or move both to one side, and seal the data set anew.",
        Make = (subject, cancellation) => new DataFindings(sets).InSplits(subject, data => Look(subject, data, cancellation), cancellation),
    };

    private static DataLook Look(AuditSubject subject, AuditedData data, CancellationToken cancellation)
    {
        var images = data.Images(cancellation);
        var readable = images.Count(image => image.Reason is null);
        var small = images.Count(image => image.Reason is null && Math.Min(image.Width, image.Height) < GreyGrid.Side);
        var shown = ShownPath.Of(data.Snapshot.Folder);
        if (readable > 0 && small == readable)
        {
            return new DataLook([], string.Create(
                CultureInfo.InvariantCulture, $"the images of {shown} have a side below {GreyGrid.Side} pixels: too small to look for near ones"));
        }

        var known = SharedContents.Find(data.Manifest(cancellation), data.Dataset(cancellation)).Select(shared => shared.RelPath).ToHashSet(
            StringComparer.Ordinal);
        ImagePair[] pairs = [.. data.Pairs(cancellation).Where(pair => !pair.HasSamePixels && !known.Contains(pair.Judged.Name))];
        var ofTwo = pairs.Count(pair => pair.AreOfTwoClasses);
        if (pairs.Length >= FewestToJudge && ofTwo > MostOfTwoClasses * pairs.Length)
        {
            return DataLook.Not($"the images of {shown} look too much alike for a perceptual hash: of {pairs.Length} pairs that it takes for one picture, "
                + $"{ofTwo} have two labels");
        }

        if (subject.PairsPath is { } page && pairs.Length > 0)
        {
            PairsPage.Write(page, data, pairs);
        }

        AuditFinding[] findings = [.. pairs.Select(pair => Finding(subject, data, pair))];
        var left = small > 0 ? $", {small} too small to compare" : "";
        return new DataLook(
            [.. DataFindings.Few(findings, "images are nearly a training image")],
            findings.Length == 0 ? $"{images.Count(image => image.Split != Split.Train)} images to judge by, none nearly a training image{left}" : "");
    }

    private static AuditFinding Finding(AuditSubject subject, AuditedData data, ImagePair pair) => new(
        DataFindings.FileOf(subject, data, pair.Judged.Sample.Source.RelPath),
        0,
        $"{pair.Judged.Name} is there to {Purpose.Of(pair.Judged.Split)}, and is nearly "
            + $"{(pair.IsMirrored ? "the mirror image of " : "")}{pair.Trained.Name}, which is trained on: {pair.Closeness}"
            + $"{(pair.AreOfTwoClasses ? ", and their labels differ" : "")}",
        $"look at both; take {pair.Judged.Name} out of {ShownPath.Of(data.Snapshot.Folder)}, and then {Purpose.SealAgain(data)}")
    {
        Picture = subject.PairsPath,
    };

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
