using Lockstep.Audit;
using Lockstep.Samples;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>Classes that one part of a data set has and another lacks.</summary>
internal static class MissingClasses
{
    private const string Word = "Data: ";

    public static AuditCheck Of(AuditedDataSets sets) => new("missing-classes", AuditedBox.Data, AuditLevel.Static)
    {
        Title = "Classes that are not trained, or not judged",
        Measures = "Counts the images of each class in each part. A class needs one to train on; where the data set itself says what validates, one to "
            + "validate on, and where it has a test part, one there.",
        Why = "A class without training images is never learned, and one without others never judged: the accuracy is of other classes than the name of the "
            + "data set says. Most often a folder's name is mistyped.",
        Example = "data/train/dandelion/ data/train/rose/\ndata/val/dandelion/ data/val/roses/     # 'roses' is another class",
        Repair = "Name the folder right, or give the class images, and seal the data set anew.",
        Make = (subject, cancellation) => new DataFindings(sets).InSplits(subject, data => Look(data, cancellation), cancellation),
    };

    private static DataLook Look(AuditedData data, CancellationToken cancellation)
    {
        var dataset = data.Dataset(cancellation);
        var counts = dataset.Counts();
        string[] gaps =
        [
            .. ClassGaps.In(counts, dataset.HasOwnSplit || data.Split is not null).Select(text => text.StartsWith(Word, StringComparison.Ordinal)
                ? text[Word.Length..]
                : text),
            .. dataset.Test.Count == 0 ? [] : counts.Where(count => count is { Train: > 0, Test: 0 })
                .Select(count => $"'{count.Name}' has {Counted.Of(count.Train, "training image")} and no test image, so no figure of the test says "
                    + "anything of it."),
        ];
        return new DataLook(
            [
                .. DataFindings.Few(
                    [
                        .. gaps.Select(gap => new AuditFinding(
                            null, 0, gap.TrimEnd('.'), $"name the folder right, or give it images, and then {Purpose.SealAgain(data)}")),
                    ],
                    "classes lack images"),
            ],
            gaps.Length == 0 ? $"all {dataset.Classes.Count} classes in each part" : "");
    }
}
