using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Images;


namespace Lockstep.Vision.Loading;

/// <summary>Reads a sample's pixels from the snapshot, whatever form they lie in. Thread-safe.</summary>
/// <param name="orientation">Of encoded pictures; records of raw pixels have none.</param>
/// <param name="check">What still has to be compared with the manifest, or null where the gate has done so.</param>
/// <param name="scale">Of JPEGs; null for all pixels.</param>
/// <param name="cache">Of encoded pictures, decoded with the same orientation and scale; null for none.</param>
public sealed class SampleDecoder(
    Snapshot snapshot, OrientationRule orientation = OrientationRule.Apply, ReadingCheck? check = null, JpegScale? scale = null, ImageCache? cache = null)
{
    private readonly PixelRecordReader records = new(snapshot);

    /// <returns>Not to be written to: the cache may give it again.</returns>
    /// <exception cref="LockstepException">The file can't be read or decoded; the message names it.</exception>
    public Image Decode(SampleSource source)
    {
        try
        {
            return source switch
            {
                PixelRecord record => ReadRecord(record),
                _ => ReadPicture(source),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{PlaceOf(source)}: can't be read any more: {exception.Message}", exception);
        }
    }

    private Image ReadPicture(SampleSource source)
    {
        if (cache?.TryGet(source.RelPath) is { } known)
        {
            return known;
        }

        var encoded = ReadFile(source.RelPath);
        var image = ImageDecoder.Decode(encoded, PlaceOf(source), orientation, scale);
        cache?.Add(source.RelPath, encoded, image);
        return image;
    }

    private byte[] ReadFile(string relPath)
    {
        var bytes = File.ReadAllBytes(snapshot.PathOf(relPath));
        check?.Check(relPath, bytes);
        return bytes;
    }

    private Image ReadRecord(PixelRecord record)
    {
        check?.CheckFile(record.RelPath);
        return records.Read(record);
    }

    /// <summary>The file, and the record in it, for messages.</summary>
    public string PlaceOf(SampleSource source) => snapshot.PathOf(source.Name);
}
