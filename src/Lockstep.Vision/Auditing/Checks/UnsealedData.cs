using Lockstep.Audit;
using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>A data set without a manifest.</summary>
internal static class UnsealedData
{
    public static AuditCheck Of(AuditedDataSets sets) => new("unsealed-data", AuditedBox.Data, AuditLevel.Static)
    {
        Title = "Data without a manifest of its files",
        Measures = "Looks for manifest.json at the root of each data set: of the recipe, of the run, or given with --data.",
        Why = "Without a list of the files with their digests nobody can tell whether a data set is the one that a model was trained on.",
        Example = "ls data/cats-dogs-v1     # cat/ dog/\n# a colleague adds forty pictures; the next training has the same recipe and other data",
        Repair = "lockstep data seal DIR, and commit or keep the manifest with the data.",
        IsDecisive = true,
        Make = (subject, _) => sets.Of(subject).Count == 0
            ? Task.FromResult(CheckResult.CouldNot("no data was given; name its folder with --data DIR"))
            : new DataFindings(sets).InEach(subject, data => Look(subject, data)),
    };

    private static DataLook Look(AuditSubject subject, AuditedData data)
    {
        var shown = ShownPath.Of(data.Snapshot.Folder);
        return data.Snapshot.HasManifest
            ? new DataLook([], $"{shown} is sealed")
            : new DataLook([new AuditFinding(DataFindings.FileOf(subject, data, "."), 0, $"{shown} has no {Manifest.FileName}", Repair(data))], "");
    }

    private static string Repair(AuditedData data) => SealedFolder.DataSetAround(data.Snapshot.Folder) is null
        ? $"lockstep data seal {ShellWord.Of(ShownPath.Of(data.Snapshot.Folder))}"
        : UnsealedFolder.Advice(data.Snapshot.Folder);
}
