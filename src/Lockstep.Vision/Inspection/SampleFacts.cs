using Lockstep.Files;
using Lockstep.Samples.Formats;
using Lockstep.Vision.Images.Headers;



namespace Lockstep.Vision.Inspection;

/// <summary>What is known of one sample without training on it.</summary>
/// <param name="Width">As stored; 0 where even the header can't be read.</param>
/// <param name="Mode">As <see cref="ImageHeader.Mode"/>.</param>
/// <param name="Orientation">EXIF's number.</param>
/// <param name="Content">Equal for equal content: the file's SHA-256, or a record's pixel digest; null where it was not looked at.</param>
/// <param name="Reason">Why it can't be read; null where it can.</param>
public sealed record SampleFacts(LabelledSample Sample, long Width, long Height, string Mode, int Orientation, Sha256Digest? Content, string? Reason);

/// <param name="Class">Its name.</param>
/// <param name="Split">Null where the data set leaves it to the recipe.</param>
public sealed record LabelledSample(string Name, string Class, Split? Split);
