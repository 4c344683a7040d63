using System.Globalization;
using Lockstep.Files;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;

namespace Lockstep.Runs;

/// <summary>The images that a run was trained on, by their content, from its own lists: the data set isn't needed.</summary>
public sealed class TrainedContents
{
    private readonly HashSet<(Sha256Digest Content, int Record)> contents;

    private TrainedContents(HashSet<(Sha256Digest Content, int Record)> contents) => this.contents = contents;

    /// <exception cref="LockstepException">The run's lists can't be read.</exception>
    public static TrainedContents Of(RunFolder run)
    {
        var manifest = Manifest.Load(run.ManifestPath);
        try
        {
            return new TrainedContents([.. RegularFile.ReadLines(run.SamplesPath).Select(line => line.Split('\t'))
                .Where(columns => columns is ["train", _, _])
                .Select(columns => ContentOf(columns[2], manifest)).OfType<(Sha256Digest, int)>()]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{run.SamplesPath}: can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>How many of the samples it was trained on.</summary>
    /// <param name="manifest">Of the data set that they are of.</param>
    public int CountIn(IEnumerable<Sample> samples, Manifest manifest) => samples.Count(sample => manifest.Find(sample.Source.RelPath) is { } file
        && contents.Contains((file.Digest, sample.Source is PixelRecord record ? record.Index : WholeFile)));

    /// <summary>In the place of a record's number, where an image is a file.</summary>
    private const int WholeFile = -1;

    private static (Sha256Digest Content, int Record)? ContentOf(string name, Manifest manifest)
    {
        if (manifest.Find(name) is { } file)
        {
            return (file.Digest, WholeFile);
        }

        var mark = name.LastIndexOf('#');
        return mark > 0
            && manifest.Find(name[..mark]) is { } records && int.TryParse(name.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? (records.Digest, index)
            : null;
    }
}
