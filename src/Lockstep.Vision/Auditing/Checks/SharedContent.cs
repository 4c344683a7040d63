using Lockstep.Audit;
using Lockstep.Files;
using Lockstep.Samples;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>Images to validate or test on whose file is that of a training image.</summary>
internal static class SharedContent
{
    public static AuditCheck Of(AuditedDataSets sets) => new("shared-content", AuditedBox.Data, AuditLevel.Static)
    {
        Title = "A training image among those that judge, in the same bytes",
        Measures = "Compares the SHA-256 of each image to validate or to test on with those of the training images.",
        Why = "A model has seen the answer. Its accuracy on such images is that of its memory.",
        Example = "cp data/train/cat/7.jpg data/val/cat/copy-of-7.jpg",
        Repair = "Take the copy out of either part, and seal the data set anew.",
        Make = (subject, cancellation) => new DataFindings(sets).InSplits(subject, data => Look(subject, data, cancellation), cancellation),
    };

    private static DataLook Look(AuditSubject subject, AuditedData data, CancellationToken cancellation)
    {
        var dataset = data.Dataset(cancellation);
        AuditFinding[] findings =
        [
            .. SharedContents.Find(data.Manifest(cancellation), dataset).Select(shared => new AuditFinding(
                DataFindings.FileOf(subject, data, shared.RelPath),
                0,
                $"{shared.RelPath} is there to {Purpose.Of(shared.Split)}, and has the bytes of {shared.Trained}, which is trained on",
                $"rm {ShellWord.Of(ShownPath.Of(data.Snapshot.PathOf(shared.RelPath)))}, and then {Purpose.SealAgain(data)}")),
        ];
        return new DataLook([.. DataFindings.Few(findings, "images have the bytes of a training image")], findings.Length == 0
            ? $"{Counted.Of(dataset.Validation.Count + dataset.Test.Count, "image")} to judge by, none with the bytes of a training image"
            : "");
    }
}
