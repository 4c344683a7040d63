namespace Lockstep.Samples.Formats;

/// <summary>What a format finds in a snapshot.</summary>
/// <param name="Layout">A word or two for the lock, where the format has several: <c>class</c>, <c>split/class</c>.</param>
/// <param name="Classes">In the order of the class indices.</param>
/// <param name="Images">In the order of their sample ids.</param>
public sealed record LabelledImages(string Layout, IReadOnlyList<string> Classes, IReadOnlyList<LabelledImage> Images)
{
    /// <summary>How many images lie in the snapshot that the labels say nothing of; they are left out.</summary>
    public int Unlabelled { get; init; }

    /// <summary>For people: where the labels and splits were found.</summary>
    public string Reading { get; init; } = "";

    /// <summary>Whether that is to be said before a training too, since one may have meant it otherwise.</summary>
    public bool IsUnusual { get; init; }

    /// <summary>
    /// The folders of the folders that are classes, each with a slash at its end unless it is the root, and its
    /// split; empty where folders are no classes.
    /// </summary>
    public IReadOnlyList<(string RelPath, Split? Split)> ClassFolders { get; init; } = [];

    /// <summary>The files that labels or class names were read from.</summary>
    public IReadOnlyCollection<string> LabelFiles { get; init; } = [];

    /// <summary>What is not read, or not as one may think.</summary>
    public IReadOnlyList<DataNote> Notes { get; init; } = [];

    /// <summary>With the classes that the labels name, in ordinal order.</summary>
    public static LabelledImages ByLabel(string layout, IEnumerable<(SampleSource Source, string Label, Split? Split)> images)
    {
        // Numbered as they come, and anew by their order: each label is held once.
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = images.Select(image =>
        {
            if (!numbers.TryGetValue(image.Label, out var number))
            {
                numbers.Add(image.Label, number = numbers.Count);
            }

            return new LabelledImage(image.Source, number, image.Split);
        }).ToArray();
        string[] classes = [.. numbers.Keys.Order(StringComparer.Ordinal)];
        var indices = new int[classes.Length];
        foreach (var (index, name) in classes.Index())
        {
            indices[numbers[name]] = index;
        }

        for (var place = 0; place < all.Length; place++)
        {
            all[place] = all[place] with { Class = indices[all[place].Class] };
        }

        return new LabelledImages(layout, classes, all);
    }
}

/// <summary>One image with its label.</summary>
/// <param name="Class">Index into the classes.</param>
/// <param name="Split">Null where the data set leaves it to the recipe.</param>
public readonly record struct LabelledImage(SampleSource Source, int Class, Split? Split);
