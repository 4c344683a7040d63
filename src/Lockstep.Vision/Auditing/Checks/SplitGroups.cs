using Lockstep.Audit;
using Lockstep.Files;
using Lockstep.Samples.Formats;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>Groups of images of which some train and some judge.</summary>
internal static class SplitGroups
{
    public static AuditCheck Of(AuditedDataSets sets) => new("split-groups", AuditedBox.Data, AuditLevel.Static)
    {
        Title = "One patient or video on both sides",
        Measures = "Puts images into groups: by --group, a pattern over their names or a column of a CSV file; without it by words in their names with a "
            + "number, such as patient_12, subject3, video4, clip-07, scene_2. Counts the groups that train and judge.",
        Why = "Slices of one patient, or frames of one video, are alike in what has nothing to do with the label. Split at random, a model knows the "
            + "patient again and seems to know the illness.",
        Example = "data/train/sick/patient_12_slice_3.png\ndata/val/sick/patient_12_slice_4.png",
        Repair = "Move every image of a group to one side, and seal the data set anew; with 'split' in a recipe, name a split file.",
        Make = (subject, cancellation) => new DataFindings(sets).InSplits(subject, data => Look(subject, data, cancellation), cancellation),
    };

    private static DataLook Look(AuditSubject subject, AuditedData data, CancellationToken cancellation)
    {
        var groups = ImageGroups.Of(subject.GroupBy);
        var grouped = data.Dataset(cancellation).Samples.Select(item => (item.Sample, item.Split, Group: groups.Of(item.Sample)))
            .Where(item => item.Group is not null).GroupBy(item => item.Group!, StringComparer.Ordinal).ToArray(); // the others were left out
        if (grouped.Length == 0)
        {
            return subject.GroupBy is null ? DataLook.AtNothing : DataLook.Not($"by {groups.How}, no image of {ShownPath.Of(data.Snapshot.Folder)} is "
                + "in a group");
        }

        AuditFinding[] findings =
        [
            .. grouped.Where(group => group.Any(item => item.Split == Split.Train) && group.Any(item => item.Split != Split.Train))
                .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
                {
                    var (trained, judged) = (group.Count(item => item.Split == Split.Train), group.First(item => item.Split != Split.Train));
                    return new AuditFinding(
                        DataFindings.FileOf(subject, data, judged.Sample.Source.RelPath),
                        0,
                        $"{group.Key}: {Counted.Of(trained, "image")} to train on and {group.Count() - trained} to judge by, such as "
                            + "{judged.Sample.Source.Name}",
                        "move all of the group to one side, or name a split file with split.file");
                }),
        ];
        return new DataLook([.. DataFindings.Few(findings, "groups are on both sides")], findings.Length == 0
            ? $"{Counted.Of(grouped.Length, "group")} by {groups.How}, each on one side"
            : "");
    }
}
