using Lockstep.Audit;
using Lockstep.Files;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>Images that can't be decoded.</summary>
internal static class BrokenImages
{
    public static AuditCheck Of(AuditedDataSets sets) => new("broken-images", AuditedBox.Data, AuditLevel.Static)
    {
        Title = "Images that can't be decoded",
        Measures = "Decodes each image; one that ends early, or is none, is broken. Those that the recipe leaves out with data.on_broken: skip don't count.",
        Why = "One program stops at such a file, another fills the missing half with grey, a third leaves it out: the same data set is three.",
        Example = "truncate -s 20K data/train/cat/7.jpg",
        Repair = "Replace or remove the files and seal the data set anew, or leave them out on record with data.on_broken: skip.",
        Make = (subject, cancellation) => new DataFindings(sets).InImages(subject, data => Look(subject, data, cancellation), cancellation),
    };

    private static DataLook Look(AuditSubject subject, AuditedData data, CancellationToken cancellation)
    {
        var images = data.Images(cancellation);
        AuditFinding[] findings = data.Recipe?.Data.OnBroken == "skip" ? [] :
        [
            // Of one that is gone, changed-data tells.
            .. images.Where(image => image.Reason is not null && Presence.IsFile(data.Snapshot.PathOf(image.Sample.Source.RelPath)))
                .Select(image => new AuditFinding(
                DataFindings.FileOf(subject, data, image.Sample.Source.RelPath), 0, $"{image.Name}: {image.Reason}",
                $"replace or remove it, and then {Purpose.SealAgain(data)}; or set data.on_broken: skip")),
        ];
        return new DataLook([.. DataFindings.Few(findings, "images can't be decoded")], findings.Length == 0
            ? $"{Counted.Of(images.Count, "image")} of {ShownPath.Of(data.Snapshot.Folder)} decoded"
            : "");
    }
}
