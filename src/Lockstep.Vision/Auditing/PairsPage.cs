using System.Globalization;
using System.Text;
using Lockstep.Files;
using Lockstep.Vision.Auditing.Images;
using Lockstep.Vision.Drawing;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Reports;

namespace Lockstep.Vision.Auditing;

/// <summary>Pairs of images side by side, on one page that needs nothing beside it.</summary>
internal static class PairsPage
{
    private const int Side = 224;

    /// <summary>More would make a page that no browser likes; the audit's report names all.</summary>
    private const int Most = 200;

    private const string Style = """
        .pair { display: flex; flex-wrap: wrap; gap: .75rem; margin-bottom: 1rem; }
        """;

    /// <exception cref="LockstepException">The page can't be written.</exception>
    public static void Write(string path, AuditedData data, IReadOnlyList<ImagePair> pairs)
    {
        var decoder = new SampleDecoder(data.Snapshot, data.Orientation == OrientationRule.Refuse ? OrientationRule.Ignore : data.Orientation);
        var page = new StringBuilder(PageHead.Of($"Nearly the same in {Path.GetFileName(data.Snapshot.Folder)}", Style));
        page.Append("<p class=\"faint\">Left an image that is trained on, right one that a model is judged by. ")
            .Append(pairs.Count > Most ? $"The first {Most} of {pairs.Count} pairs." : Counted.Of(pairs.Count, "pair")).Append("</p>\n");
        foreach (var pair in pairs.Take(Most))
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>{pair.Closeness}{(pair.IsMirrored ? ", mirrored" : "")}"
                + $"{(pair.AreOfTwoClasses ? ", two labels" : "")}</p>\n<div class=\"pair\">")
                .Append(Figure(decoder, pair.Trained)).Append(Figure(decoder, pair.Judged)).Append("</div>\n");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
            AtomicFile.WriteAllText(path, page.Append("</main>\n</body>\n</html>\n").ToString());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"--pairs {path}: can't be written: {exception.Message}", exception);
        }
    }

    private static string Figure(SampleDecoder decoder, ImageTraits image)
    {
        var name = Sketch.Escape(image.Name);
        return $"<figure>{Picture(decoder, image, name)}<figcaption>{name}<br><span class=\"faint\">"
            + FormattableString.Invariant($"{image.Width}×{image.Height}, to {Purpose.Of(image.Split)}</span></figcaption></figure>");
    }

    private static string Picture(SampleDecoder decoder, ImageTraits image, string name)
    {
        try
        {
            var small = Thumbnail.Of(decoder.Decode(image.Sample.Source), Side);
            return FormattableString.Invariant($"<img src=\"data:image/png;base64,{Convert.ToBase64String(ImagePng.Encode(small))}\" width=\"{small.Width}\" ")
                + FormattableString.Invariant($"height=\"{small.Height}\" alt=\"{name}\">");
        }
        catch (LockstepException)
        {
            return "<p>can't be read</p>"; // it was there a moment ago; the rest is worth having without it
        }
    }
}
