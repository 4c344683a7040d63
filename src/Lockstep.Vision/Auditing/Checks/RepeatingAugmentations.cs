using Lockstep.Audit;
using Lockstep.Vision.Augmentation.Check;
using Lockstep.Vision.Extending;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>Augmentations that give two results from one seed.</summary>
internal static class RepeatingAugmentations
{
    private const int Images = 20;

    public static AuditCheck Of(AuditedDataSets sets, Extensions extensions) => new("repeating-augmentations", AuditedBox.Randomness, AuditLevel.Quick)
    {
        Title = "An augmentation gives two results from one seed",
        Measures = $"Gives each augmentation the same image and seed twice, after other images, and on several threads at once; on {Images} training images. "
            + "Then reads them with 0, 1 and 4 workers.",
        Why = "An augmentation with a generator of its own can't be seeded, and what it did to an image can't be made again.",
        Example = "lockstep augment check recipe.yaml\n# pipeline: cat/7.jpg: from one seed, twice in a row, it gives two results",
        Repair = "Let the augmentation draw from the stream that it is handed, and from nothing else.",
        Of = SubjectKinds.Trainings,
        Make = (subject, cancellation) => Task.Run(() => Look(sets.Of(subject)[0], extensions, cancellation), cancellation),
    };

    private static CheckResult Look(AuditedData data, Extensions extensions, CancellationToken cancellation)
    {
        if (data.Recipe is not { } recipe)
        {
            return CheckResult.NothingThere;
        }

        var report = new AugmentationCheck(recipe, extensions, data.Snapshot, data.Dataset(cancellation), Images, [0, 1, 4]).Run(cancellation);
        return report.Augmentations.Count == 0 && report.Passed ? CheckResult.NothingThere : CheckResult.Of(
            report.Findings.Select(finding => new AuditFinding(null, 0, finding.ToString(), "let it draw from the stream that it is handed, and from "
                + "nothing else")),
            report.Passed ? $"{Counted.Of(report.Augmentations.Count, "augmentation")} on {Counted.Of(report.Images, "image")}" : "");
    }
}
