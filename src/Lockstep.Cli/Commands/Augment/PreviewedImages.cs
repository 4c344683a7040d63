using Lockstep.Files;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Augmentation.Preview;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Work;



namespace Lockstep.Cli.Commands.Augment;

/// <summary>Finds and decodes the images that a preview is asked for.</summary>
/// <param name="epoch">Whose first images are shown where none are named.</param>
/// <param name="perFolder">How many of a folder.</param>
internal sealed class PreviewedImages(RecipeFile file, int epoch, int perFolder, CancellationToken cancellation)
{
    private readonly OrientationRule orientation = OrientationRules.Of(file.Recipe.Recipe.Data.Orientation);
    private (Snapshot Snapshot, Dataset Data)? known;

    /// <param name="FullPath">The file it comes from.</param>
    /// <param name="IsOfDataset">Whether its sample id is the one that it has in training.</param>
    internal sealed record Row(PreviewedImage Image, string FullPath, bool IsOfDataset);

    /// <exception cref="UsageException">A path leads nowhere, or to no image.</exception>
    /// <exception cref="LockstepException">An image can't be decoded.</exception>
    public IReadOnlyList<Row> Find(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
        {
            return [.. FirstOfTheEpoch()];
        }

        var files = paths.SelectMany(FilesOf).ToArray();
        var ids = IdsOf(files);
        return [.. files.Index().Select(item => RowOf(item.Item, item.Index, ids))];
    }

    private IEnumerable<Row> FirstOfTheEpoch()
    {
        var (snapshot, data) = ReadDataset(file.FindSnapshot());
        var decoder = new SampleDecoder(snapshot, orientation);
        return new Sampler(file.Recipe.Recipe.Sampler, data, (ulong)file.Recipe.Recipe.OrderSeed).OrderOf((uint)epoch)
            .DistinctBy(sample => sample.Id).Take(perFolder)
            .Select(sample =>
                new Row(new PreviewedImage(sample.Source.Name, decoder.Decode(sample.Source), (uint)sample.Id), snapshot.PathOf(sample.Source.RelPath), true));
    }

    private IEnumerable<(string Name, string FullPath)> FilesOf(string path)
    {
        var full = Path.GetFullPath(path);
        if (Presence.IsFile(full))
        {
            return [(path, full)];
        }

        if (!Presence.IsFolder(full))
        {
            throw new UsageException($"{path}: no such image or folder.");
        }

        var found = ImageFiles.In(full);
        return found.RelPaths.Count > 0
            ? found.RelPaths.Take(perFolder).Select(name => (name, Path.Combine(full, name)))
            : throw new UsageException($"{path}: no image is in it, by the files' names.{(found.Unread is null ? "" : $" {found.Unread}")} For the data set "
                + "of the recipe, name no path at all.");
    }

    /// <summary>The ids in training of those that belong to the recipe's data set.</summary>
    private Dictionary<string, int> IdsOf(IReadOnlyList<(string Name, string FullPath)> files)
    {
        if (file.TryFindSnapshot() is not { } snapshot || !files.Any(image => image.FullPath.StartsWith(snapshot.Folder + "/", StringComparison.Ordinal)))
        {
            return [];
        }

        return ReadDataset(snapshot).Data.Samples
            .Where(item => item.Sample.Source is ImageFile)
            .ToDictionary(item => snapshot.PathOf(item.Sample.Source.RelPath), item => item.Sample.Id, StringComparer.Ordinal);
    }

    private Row RowOf((string Name, string FullPath) image, int place, Dictionary<string, int> ids)
    {
        cancellation.ThrowIfCancellationRequested();
        var isKnown = ids.TryGetValue(image.FullPath, out var id);
        return new Row(
            new PreviewedImage(
                image.Name,
                ImageDecoder.Decode(RegularFile.ReadAllBytes(image.FullPath, RegularFile.MostOfListing), image.Name, orientation),
                (uint)(isKnown ? id : place)),
            image.FullPath,
            isKnown);
    }

    private (Snapshot Snapshot, Dataset Data) ReadDataset(Snapshot snapshot) => known ??=
        (snapshot, Dataset.Read(
            snapshot, NamedSnapshot.ManifestOf(snapshot, cancellation), file.Recipe.Recipe.Data, file.Recipe.Recipe.Split, file.Source.Split));
}
