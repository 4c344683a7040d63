using Lockstep.Audit;
using Lockstep.Files;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>Files that are not what the manifest says.</summary>
internal static class ChangedData
{
    public static AuditCheck Of(AuditedDataSets sets) => new("changed-data", AuditedBox.Data, AuditLevel.Static)
    {
        Title = "Data that is not what its manifest says",
        Measures = "Holds every file against the manifest, as the gate does before a training: that of the run, or else the one at the data set's root. "
            + "Files that nobody touched since they were last read are trusted.",
        Why = "A model that is trained on them is another one, though recipe and name of the data set are the same.",
        Example = "lockstep data seal data/cats-dogs-v1\nconvert data/cats-dogs-v1/cat/7.jpg -resize 50% data/cats-dogs-v1/cat/7.jpg",
        Repair = "Put the files back as they were; or make a new snapshot under another name: lockstep data snapshot DIR DIR-v2.",
        Make = (subject, cancellation) => new DataFindings(sets).InEach(subject, data => Look(subject, data, cancellation)),
    };

    private static DataLook Look(AuditSubject subject, AuditedData data, CancellationToken cancellation)
    {
        if (data.Expected is null && !data.Snapshot.HasManifest)
        {
            return DataLook.AtNothing; // unsealed-data says so
        }

        var manifest = data.Manifest(cancellation);
        var shown = ShownPath.Of(data.Snapshot.Folder);
        if (data.Recipe?.Data.Manifest is { } pinned && pinned != manifest.Id)
        {
            return new DataLook(
                [
                    new AuditFinding(
                        null, 0, $"{shown} has the manifest {manifest.Id[..12]}, and the recipe's data.manifest is {pinned[..Math.Min(12, pinned.Length)]}",
                        "name the data set that the recipe was written for, or set data.manifest anew"),
                ],
                "");
        }

        var check = data.Snapshot.Verify(manifest, trustUntouched: true, TimeProvider.System, hashedBytes: null, cancellation);
        var repair = $"put the files back, or make a new snapshot of what is there; see: lockstep data verify {ShellWord.Of(shown)}";
        AuditFinding[] findings =
        [
            .. check.Damage.Select(finding => new AuditFinding(
                DataFindings.FileOf(subject, data, finding.RelPath), 0, $"{shown}: {finding}", repair)),
        ];
        return new DataLook([.. DataFindings.Few(findings, "files of the data set are not as the manifest says")], findings.Length == 0
            ? $"{Counted.Of(manifest.Files.Count, "file")} as manifest {manifest.Id[..12]} says"
            : "");
    }
}
