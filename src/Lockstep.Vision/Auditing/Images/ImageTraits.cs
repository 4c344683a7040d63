using Lockstep.Files;
using Lockstep.Samples;
using Lockstep.Samples.Formats;

namespace Lockstep.Vision.Auditing.Images;

/// <summary>What one look at an image finds.</summary>
/// <param name="Split">What the image is for.</param>
/// <param name="Reason">Why it can't be decoded; null where it can.</param>
internal sealed record ImageTraits(Sample Sample, Split Split, string? Reason)
{
    /// <summary>As stored, in pixels; 0 where it can't be decoded.</summary>
    public long Width { get; init; }

    /// <summary>As stored, in pixels; 0 where it can't be decoded.</summary>
    public long Height { get; init; }

    /// <summary>Of the file that it is, in bytes; 0 for a record of a file of many.</summary>
    public long Bytes { get; init; }

    /// <summary>By what the file begins with, such as <c>jpeg</c>; <c>record</c> for one of a file of many.</summary>
    public string Format { get; init; } = "";

    /// <summary>Such as <c>RGB</c>, <c>grey</c> or <c>CMYK</c>.</summary>
    public string Mode { get; init; } = "";

    /// <summary>EXIF's number.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>Whether the file holds more pages or frames than the one that is read.</summary>
    public bool HasMore { get; init; }

    /// <summary>Mean grey, from 0 to 255.</summary>
    public double Brightness { get; init; }

    /// <summary>Standard deviation of the greys of 32×32 fields.</summary>
    public double Contrast { get; init; }

    /// <summary>Mean grey of the outermost fields.</summary>
    public double BorderBrightness { get; init; }

    /// <summary>Standard deviation of the outermost fields: 0 for a frame of one colour.</summary>
    public double BorderContrast { get; init; }

    /// <summary>Null for one that is too small or too flat to be told from another.</summary>
    public ImagePrint? Print { get; init; }

    /// <summary>Digest of all pixels; only of those that are too small or nearly too flat for a print.</summary>
    public Sha256Digest? Pixels { get; init; }

    /// <summary>Names it in messages.</summary>
    public string Name => Sample.Source.Name;
}
