using Lockstep.Snapshots;



namespace Lockstep.Samples.Formats;

/// <summary>COCO-style annotations, read for classification: an image's class is the category that its annotations name.</summary>
/// <remarks>The classes are the categories in the order of their ids, used or not. Images without an annotation are left out.</remarks>
internal sealed class CocoClassification : IDatasetFormat
{
    public string Name => "coco";

    public string Expects => CocoLayout.Expected;

    public bool Recognises(Manifest manifest) => CocoLayout.Find(manifest).Count > 0;

    public LabelledImages Read(Snapshot snapshot, Manifest manifest)
    {
        var layouts = CocoLayout.Find(manifest);
        if (layouts.Count == 0)
        {
            throw new LockstepException($"{snapshot.Folder}: not a data set of the format '{Name}'. Expected {Expects}.");
        }

        if (layouts.GroupBy(layout => layout.Split).FirstOrDefault(group => group.Count() > 1 || (group.Key is null && layouts.Count > 1)) is not null)
        {
            throw new LockstepException($"{snapshot.Folder}: {string.Join(", ", layouts.Select(layout => layout.RelPath))} lie there; "
                + "expected one file of annotations, or one for each of train, val and test. Remove the others, and seal the data set anew.");
        }

        return Read(snapshot, manifest, layouts);
    }

    /// <summary>Reads files of annotations wherever they lie.</summary>
    internal static LabelledImages Read(Snapshot snapshot, Manifest manifest, IReadOnlyList<CocoLayout> layouts)
    {
        var files = layouts.Select(layout => (Layout: layout, Place: snapshot.PathOf(layout.RelPath)))
            .Select(file => (file.Layout, file.Place, File: CocoFile.Parse(snapshot.ReadListed(manifest, file.Layout.RelPath), file.Place)))
            .ToArray();
        var names = Categories(files.Select(file => (file.Place, file.File)));
        var classes = names.Keys.Index().ToDictionary(item => item.Item, item => item.Index);
        var taken = new ImagePaths(manifest);
        var images = files.SelectMany(file => Images(file.Layout, file.File, file.Place, names, manifest, taken)
            .Select(image => new LabelledImage(new ImageFile(image.Path), classes[image.Category], file.Layout.Split))).ToArray();
        return new LabelledImages(layouts[0].Split is null ? "category" : "split/category", [.. names.Values], images)
        {
            Unlabelled = taken.Untaken,
            Reading = $"categories from {string.Join(", ", layouts.Select(layout => layout.RelPath))}",
            LabelFiles = [.. layouts.Select(layout => layout.RelPath)],
        };
    }

    /// <summary>The categories of all files, which must agree.</summary>
    private static SortedDictionary<long, string> Categories(IEnumerable<(string Place, CocoFile File)> files)
    {
        var names = new SortedDictionary<long, string>();
        foreach (var (place, file) in files)
        {
            var own = new HashSet<long>();
            foreach (var (index, category) in file.Categories.Index())
            {
                var problem = !own.Add(category.Id) ? $"id {category.Id} stands there twice"
                    : names.TryGetValue(category.Id, out var known) && known != category.Name
                        ? $"id {category.Id} is '{category.Name}', but '{known}' in another file"
                    : ClassName.Problem(category.Name) is { } unfit ? $"the name {unfit}"
                    : null;
                names[category.Id] = problem is null ? category.Name : throw new LockstepException($"{place}: categories[{index}]: {problem}.");
            }
        }

        return names.GroupBy(category => category.Value, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new LockstepException($"{files.First().Place}: the categories {string.Join(" and ", twice.Select(category => category.Key))} are both "
                + $"named '{twice.Key}'; every class needs its own name.")
            : names;
    }

    /// <summary>The annotated images of one file, in its order.</summary>
    private static IEnumerable<(string Path, long Category)> Images(
        CocoLayout layout, CocoFile file, string place, SortedDictionary<long, string> names, Manifest manifest, ImagePaths taken)
    {
        var byId = new Dictionary<long, (int Index, CocoImage Image)>();
        foreach (var (index, image) in file.Images.Index())
        {
            if (!byId.TryAdd(image.Id, (index, image)))
            {
                throw new LockstepException($"{place}: images[{index}]: id {image.Id} is that of images[{byId[image.Id].Index}] too.");
            }
        }

        var categories = new Dictionary<long, long>();
        foreach (var (index, annotation) in file.Annotations.Index())
        {
            if (!byId.TryGetValue(annotation.ImageId, out var of))
            {
                throw new LockstepException($"{place}: annotations[{index}]: there is no image of the id {annotation.ImageId}.");
            }

            if (!names.TryGetValue(annotation.CategoryId, out var name))
            {
                throw new LockstepException($"{place}: annotations[{index}]: there is no category of the id {annotation.CategoryId}.");
            }

            if (!categories.TryAdd(annotation.ImageId, annotation.CategoryId) && categories[annotation.ImageId] is var other && other != annotation.CategoryId)
            {
                throw new LockstepException($"{place}: annotations[{index}]: {PlainText.Quoted(of.Image.FileName, 200)} is '{name}' here and "
                    + $"'{names[other]}' in another annotation; classification needs one category an image.");
            }
        }

        foreach (var (index, image) in file.Images.Index())
        {
            if (categories.TryGetValue(image.Id, out var category))
            {
                yield return (PathOf(layout, image.FileName, $"{place}: images[{index}]", manifest, taken), category);
            }
        }
    }

    private static string PathOf(CocoLayout layout, string fileName, string place, Manifest manifest, ImagePaths taken)
    {
        var places = layout.Places(ImagePaths.Plain(fileName)).ToArray();
        var problem = ImagePaths.IsOutside(fileName)
            ?? (Array.Find(places, path => manifest.Find(path) is not null) is { } found
                ? taken.Problem(found, layout.RelPath)
                : $"is not in the manifest; looked for {string.Join(", ", places.Select(path => PlainText.Quoted(path, 200)))}");
        return problem is null ? places.First(path => manifest.Find(path) is not null) : throw new LockstepException(
            $"{place}: file_name '{PlainText.Quoted(fileName, 200)}' {problem}.");
    }
}
