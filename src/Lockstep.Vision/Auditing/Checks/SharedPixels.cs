using Lockstep.Audit;
using Lockstep.Files;
using Lockstep.Samples;
using Lockstep.Vision.Auditing.Images;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>Images to validate or test on that decode to the pixels of a training image.</summary>
internal static class SharedPixels
{
    public static AuditCheck Of(AuditedDataSets sets) => new("shared-pixels", AuditedBox.Data, AuditLevel.Static)
    {
        Title = "A training image among those that judge, with the same pixels in another file",
        Measures = "Decodes the images, as training does, and compares all pixels of each image to validate or to test on with those of the training "
            + "images: another name, format, compression or comment in the file hides nothing. Records of a file of many are compared so, too.",
        Why = "A model has seen the answer, and no digest of the files tells it.",
        Example = "convert data/train/cat/7.bmp data/val/cat/other.png",
        Repair = "Take the copy out of either part, and seal the data set anew.",
        Make = (subject, cancellation) => new DataFindings(sets).InSplits(subject, data => Look(subject, data, cancellation), cancellation),
    };

    private static DataLook Look(AuditSubject subject, AuditedData data, CancellationToken cancellation)
    {
        var known = SharedContents.Find(data.Manifest(cancellation), data.Dataset(cancellation)).Select(shared => shared.RelPath).ToHashSet(
            StringComparer.Ordinal);
        AuditFinding[] findings =
        [
            .. data.Pairs(cancellation).Where(pair => pair.HasSamePixels && !known.Contains(pair.Judged.Name)).Select(pair => Finding(subject, data, pair)),
        ];
        return new DataLook([.. DataFindings.Few(findings, "images have the pixels of a training image")], "");
    }

    private static AuditFinding Finding(AuditSubject subject, AuditedData data, ImagePair pair) => new(
        DataFindings.FileOf(subject, data, pair.Judged.Sample.Source.RelPath),
        0,
        $"{pair.Judged.Name} is there to {Purpose.Of(pair.Judged.Split)}, and has the very pixels of {pair.Trained.Name}, which is trained on",
        $"take {pair.Judged.Name} out of {ShownPath.Of(data.Snapshot.Folder)}, and then {Purpose.SealAgain(data)}");
}
