using Lockstep.Audit;
using Lockstep.Files;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>Files of a sealed data set that can be written to.</summary>
internal static class WritableData
{
    private const UnixFileMode Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    public static AuditCheck Of(AuditedDataSets sets) => new("writable-data", AuditedBox.Data, AuditLevel.Static)
    {
        Title = "Sealed data that can still be written to",
        Measures = "Reads the rights of each file that the manifest lists.",
        Why = "A snapshot never changes. A script that writes beside its images, or over one, is refused where the files are read-only, and noticed by the "
            + "gate only at the next training where they are not.",
        Example = "python clean.py data/cats-dogs-v1     # saves each picture in its place, turned upright",
        Repair = "chmod -R a-w DIR; 'lockstep data snapshot' makes copies that are read-only.",
        IsAdvice = true,
        Make = (subject, cancellation) => new DataFindings(sets).InEach(subject, data => Look(data, cancellation)),
    };

    private static DataLook Look(AuditedData data, CancellationToken cancellation)
    {
        if (!data.Snapshot.HasManifest || OperatingSystem.IsWindows())
        {
            return DataLook.AtNothing;
        }

        var files = data.Manifest(cancellation).Files;
        var shown = ShownPath.Of(data.Snapshot.Folder);
        var writable = files.Select(file => data.Snapshot.PathOf(file.RelPath))
            .Count(path => Presence.IsFile(path) && (File.GetUnixFileMode(path) & Write) != 0);
        return writable == 0
            ? new DataLook([], $"{shown} is read-only")
            : new DataLook(
                [
                    new AuditFinding(
                        null, 0, $"{writable} of {Counted.Of(files.Count, "file")} of {shown} can be written to", $"chmod -R a-w {ShellWord.Of(shown)}"),
                ],
                "");
    }
}
