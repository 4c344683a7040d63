using System.Globalization;
using Lockstep.Audit;
using Lockstep.Files;
using Lockstep.Vision.Auditing.Images;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>Properties that have nothing to do with what an image shows, and give its label away.</summary>
internal static class LabelShortcuts
{
    public static AuditCheck Of(AuditedDataSets sets) => new("label-shortcuts", AuditedBox.Data, AuditLevel.Static)
    {
        Title = "Labels that a property of the file gives away",
        Measures = "Guesses the label from one property alone: width, height, shape, bytes, format, channels, brightness, contrast, the border's brightness "
            + "or evenness. The rule is learned on one half of the images and judged on the other, and the other way round; the figure is the balanced "
            + "accuracy. It is told where it is a quarter of the way from chance to perfect or more, and by more than four standard errors.",
        Why = "A network takes the easy way. Where all cats are photographed at night, or all sick patients in one clinic whose scanner writes PNG, it "
            + "learns that, and its accuracy says nothing of other images.",
        Example = "data/train/cat/*.png     # all 512×512, from the web\ndata/train/dog/*.jpg     # all 640×480, from a camera",
        Repair = "Look whether it is so by nature. If not, make the images alike in that (size, format, border), or collect others.",
        IsAdvice = true,
        Make = (subject, cancellation) => new DataFindings(sets).InImages(subject, data => Look(data, cancellation), cancellation),
    };

    private static DataLook Look(AuditedData data, CancellationToken cancellation)
    {
        ImageTraits[] images = [.. data.Images(cancellation).Where(image => image.Reason is null)];
        return new DataLook(
            [
                .. Shortcut.In(images, data.Dataset(cancellation).Classes.Count).Select(shortcut => new AuditFinding(
                    null,
                    0,
                    string.Create(CultureInfo.InvariantCulture, $"of {ShownPath.Of(data.Snapshot.Folder)}, {shortcut.Property} alone gives the label "
                        + $"with a balanced accuracy of {100 * shortcut.Accuracy:F0} %, where chance gives {100 * shortcut.Chance:F0} %"),
                    "look whether it is so by nature; if not, make the images alike in that")),
            ],
            "");
    }
}
