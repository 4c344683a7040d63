using Lockstep.Audit;
using Lockstep.Files;
using Lockstep.Vision.Auditing.Images;
using Lockstep.Vision.Images.Headers;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>Images that programs read in different ways.</summary>
internal static class OddImages
{
    public static AuditCheck Of(AuditedDataSets sets) => new("odd-images", AuditedBox.Data, AuditLevel.Static)
    {
        Title = "Images that programs read in different ways",
        Measures = "Reads the headers: several pages or frames, of which the first is taken; an EXIF orientation other than upright; CMYK, or 16 bits a "
            + "channel.",
        Why = "Whether a picture is turned, which frame is taken, and how CMYK becomes red, green and blue, differs between libraries and their versions.",
        Example = "exiftool -Orientation#=6 data/train/cat/7.jpg     # one library shows it turned, another as it is stored",
        Repair = "Write such images anew as upright 8-bit RGB, or say in the recipe how they are read (data.orientation).",
        IsAdvice = true,
        Make = (subject, cancellation) => new DataFindings(sets).InImages(subject, data => Look(data, cancellation), cancellation),
    };

    private static DataLook Look(AuditedData data, CancellationToken cancellation)
    {
        var images = data.Images(cancellation);
        (string What, ImageTraits[] Images)[] odd =
        [
            ("several pages or frames, of which the first is read", [.. images.Where(image => image.HasMore)]),
            ("an EXIF orientation that turns them", [.. images.Where(image => image.Orientation != ExifOrientation.Upright)]),
            ("CMYK in place of red, green and blue", [.. images.Where(image => image.Mode.Contains("CMYK", StringComparison.Ordinal))]),
            ("16 bits a channel, of which the upper 8 are kept", [.. images.Where(image => image.Mode.StartsWith("16-bit", StringComparison.Ordinal))]),
        ];
        return new DataLook(
            [
                .. odd.Where(kind => kind.Images.Length > 0).Select(kind => new AuditFinding(
                    null, 0, $"{Counted.Of(kind.Images.Length, "image")} of {ShownPath.Of(data.Snapshot.Folder)} with {kind.What}: {kind.Images[0].Name}"
                        + (kind.Images.Length > 1 ? " and others" : ""),
                    "write such images anew as upright 8-bit RGB")),
            ],
            "");
    }
}
