using System.Globalization;

namespace Lockstep.Vision.Auditing.Images;

/// <summary>An image that a model is judged by, and the training image that is most like it.</summary>
/// <param name="Judged">To validate or to test on.</param>
/// <param name="Distance">In bits of the hash; 0 where all pixels are the same.</param>
/// <param name="Correlation">Of the small images.</param>
/// <param name="IsMirrored">Whether it is the training image with left and right exchanged.</param>
/// <param name="HasSamePixels">Whether both decode to the very same pixels.</param>
internal sealed record ImagePair(ImageTraits Trained, ImageTraits Judged, int Distance, double Correlation, bool IsMirrored, bool HasSamePixels)
{
    /// <summary>Whether somebody labelled them otherwise.</summary>
    public bool AreOfTwoClasses => Trained.Sample.Class != Judged.Sample.Class;

    /// <summary>As people are told it: <c>1 bit of 64 differs, correlation 0.998</c>.</summary>
    public string Closeness => string.Create(
        CultureInfo.InvariantCulture, $"{Counted.Of(Distance, "bit")} of 64 {(Distance == 1 ? "differs" : "differ")}, correlation {Correlation:F3}");
}
