using Lockstep.Files;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Images;
using Lockstep.Vision.Images.Headers;
using Lockstep.Vision.Loading;

namespace Lockstep.Vision.Inspection;

/// <summary>What a data set is made of: the facts that a user looks for before training on it.</summary>
/// <param name="Format">A name of <see cref="DatasetFormats"/>.</param>
/// <param name="Layout">As <see cref="LabelledImages.Layout"/>.</param>
/// <param name="Classes">In the order of their indices.</param>
/// <param name="Samples">In the order of their ids.</param>
/// <param name="IsDecoded">Whether every image was decoded; else only headers were read.</param>
public sealed record DatasetSummary(
    Manifest Manifest, string Format, string Layout, IReadOnlyList<string> Classes, IReadOnlyList<SampleFacts> Samples, bool IsDecoded)
{
    private readonly Dictionary<(string Class, Split? Split), int> counts =
        Samples.CountBy(sample => (sample.Sample.Class, sample.Sample.Split)).ToDictionary();

    /// <summary>As <see cref="LabelledImages.Reading"/>.</summary>
    public string Reading { get; private init; } = "";

    /// <summary>As <see cref="LabelledImages.Notes"/>.</summary>
    public IReadOnlyList<DataNote> Notes { get; private init; } = [];

    /// <summary>Each has its reason.</summary>
    public IReadOnlyList<SampleFacts> Unreadable { get; } = [.. Samples.Where(sample => sample.Reason is not null)];

    /// <summary>The most common first, of equals the smaller first.</summary>
    public IReadOnlyList<(long Width, long Height, int Count)> Sizes =>
        [
            .. Readable.CountBy(sample => (sample.Width, sample.Height))
                .OrderByDescending(size => size.Value).ThenBy(size => size.Key).Select(size => (size.Key.Width, size.Key.Height, size.Value))
        ];

    /// <summary>The most common first.</summary>
    public IReadOnlyList<(string Mode, int Count)> Modes =>
        [
            .. Readable.CountBy(sample => sample.Mode, StringComparer.Ordinal)
                .OrderByDescending(mode => mode.Value).ThenBy(mode => mode.Key, StringComparer.Ordinal).Select(mode => (mode.Key, mode.Value))
        ];

    /// <summary>How many EXIF says to turn.</summary>
    public int ToBeTurned => Readable.Count(sample => sample.Orientation != ExifOrientation.Upright);

    /// <summary>The worst first: one picture with several labels, then one on both sides of the split, then the others.</summary>
    public IReadOnlyList<DuplicateGroup> Duplicates { get; } =
        [.. MoreThanOnce(Samples)
            .GroupBy(sample => sample.Content)
            .Select(group => new DuplicateGroup([.. group.Select(sample => sample.Sample)]))
            .OrderByDescending(group => group.IsInSeveralClasses).ThenByDescending(group => group.IsInSeveralSplits)];

    /// <summary>Those that have images, in the order train, val, test; null last, for images that the recipe splits.</summary>
    public IReadOnlyList<Split?> Splits { get; } =
        [.. new Split?[] { Split.Train, Split.Val, Split.Test, null }.Where(Samples.Select(sample => sample.Sample.Split).ToHashSet().Contains)];

    /// <summary>Classes without images where there should be some, in sentences: what is left to a recipe is trained on, and part of it validated.</summary>
    public IReadOnlyList<string> Gaps => ClassGaps.In(
        [.. Classes.Select(name => new ClassCount(name, Count(name, Split.Train) + Count(name, null), Count(name, Split.Val), Count(name, Split.Test)))],
        hasOwnSplit: Samples.Any(sample => sample.Sample.Split == Split.Val));

    /// <summary>How many images of a class are in a split; null for those that the recipe splits.</summary>
    public int Count(string className, Split? split) => counts.GetValueOrDefault((className, split));

    /// <summary>Counted first: a group takes as much as a sample, and most would be of one.</summary>
    private static IEnumerable<SampleFacts> MoreThanOnce(IReadOnlyList<SampleFacts> samples)
    {
        var (seen, again) = (new HashSet<Sha256Digest>(samples.Count), new HashSet<Sha256Digest>());
        foreach (var content in samples.Select(sample => sample.Content).OfType<Sha256Digest>().Where(content => !seen.Add(content)))
        {
            again.Add(content);
        }

        return samples.Where(sample => sample.Content is { } content && again.Contains(content));
    }

    private IEnumerable<SampleFacts> Readable => Samples.Where(sample => sample.Reason is null);

    /// <param name="format">A name of <see cref="DatasetFormats"/>, or <c>auto</c>.</param>
    /// <param name="decode">Whether to decode every image, not only its header.</param>
    public static DatasetSummary Of(Snapshot snapshot, Manifest manifest, string format, bool decode, CancellationToken cancellation)
    {
        var (chosen, images) = DatasetFormats.Read(format, snapshot, manifest);
        Leftovers.GiveBack(images.Images.Count);
        var decoder = new SampleDecoder(snapshot, OrientationRule.Ignore);
        var facts = ParallelReading.Map(
            images.Images,
            image =>
            {
                var sample = new LabelledSample(image.Source.Name, images.Classes[image.Class], image.Split);
                return image.Source is PixelRecord record ? FactsOf(record, sample, decoder, decode) : FactsOf(
                    image.Source, sample, snapshot, manifest, decode);
            },
            cancellation);
        Leftovers.GiveBack(facts.Length);
        return new DatasetSummary(manifest, chosen.Name, images.Layout, images.Classes, facts, decode) { Reading = images.Reading, Notes = images.Notes };
    }

    private static SampleFacts FactsOf(PixelRecord record, LabelledSample sample, SampleDecoder decoder, bool decode)
    {
        var facts = new SampleFacts(
            sample, record.Layout.Width, record.Layout.Height, record.Layout.Channels == 1 ? "grey" : "RGB", ExifOrientation.Upright, null, null);
        try
        {
            return decode ? facts with { Content = Sha256Digest.Parse(PixelDigests.Of(decoder.Decode(record))) } : facts;
        }
        catch (BrokenImageException exception)
        {
            return facts with { Reason = exception.Reason };
        }
    }

    private static SampleFacts FactsOf(SampleSource source, LabelledSample sample, Snapshot snapshot, Manifest manifest, bool decode)
    {
        var facts = new SampleFacts(sample, 0, 0, "unknown", ExifOrientation.Upright, manifest.Find(source.RelPath)?.Digest, null);
        try
        {
            var encoded = File.ReadAllBytes(snapshot.PathOf(source.RelPath));
            if (ImageHeader.Read(encoded) is { } header)
            {
                facts = facts with
                {
                    Width = header.Width,
                    Height = header.Height,
                    Mode = header.Mode,
                    Orientation = header.Orientation,
                    Reason = header.ReasonAgainst()
                };
            }

            if (decode || facts.Width == 0)
            {
                ImageDecoder.Decode(encoded, source.Name, OrientationRule.Ignore);
            }

            return facts;
        }
        catch (BrokenImageException exception)
        {
            return facts with { Reason = exception.Reason };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return facts with { Reason = $"it can't be read: {exception.Message}" };
        }
    }
}
