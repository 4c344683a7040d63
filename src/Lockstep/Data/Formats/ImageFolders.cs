using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Randomness;
using Lockstep.Recipes;

namespace Lockstep.Data.Formats;

/// <summary>The two layouts users have: <c>class/*</c>, parted by a seed, and <c>{train,val,test}/class/*</c>.</summary>
/// <remarks>Read from the manifest alone, so that what trains is what was checked.</remarks>
public sealed class ImageFolders
{
    private static readonly HashSet<string> Extensions = new([".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"], StringComparer.OrdinalIgnoreCase);
    private static readonly string[] ValidationNames = ["val", "valid", "validation"];
    private static readonly string[] TestNames = ["test"];

    private ImageFolders(string layout, IReadOnlyList<string> classes, IReadOnlyList<Sample> train, IReadOnlyList<Sample> validation, IReadOnlyList<Sample> test)
    {
        Layout = layout;
        Classes = classes;
        Train = train;
        Validation = validation;
        Test = test;
    }

    /// <summary><c>class</c> or <c>split/class</c>.</summary>
    public string Layout { get; }

    /// <summary>In ordinal order; a sample's class is an index into it.</summary>
    public IReadOnlyList<string> Classes { get; }

    public IReadOnlyList<Sample> Train { get; }

    public IReadOnlyList<Sample> Validation { get; }

    public IReadOnlyList<Sample> Test { get; }

    /// <exception cref="LockstepException">No image, an image outside a class folder, fewer than two classes, or nothing left to train or validate on.</exception>
    public static ImageFolders Read(Manifest manifest, SplitRecipe split)
    {
        var images = manifest.Files.Select(file => file.RelPath).Where(path => Extensions.Contains(Path.GetExtension(path)) && !path.Split('/').Any(part => part.StartsWith('.'))).ToArray();
        if (images.Length == 0)
        {
            throw new LockstepException($"Data: none of the {manifest.Files.Count} files is an image. Expected files ending in {string.Join(", ", Extensions)}.");
        }

        var tops = images.Select(path => path.Split('/')[0]).ToHashSet(StringComparer.Ordinal);
        var bySplit = tops.Contains("train") && tops.All(top => top == "train" || ValidationNames.Contains(top) || TestNames.Contains(top));
        var depth = bySplit ? 1 : 0;
        if (Array.Find(images, path => path.Split('/').Length < depth + 2) is { } homeless)
        {
            throw new LockstepException($"Data: {homeless} lies in no class folder. Expected {(bySplit ? "train/<class>/<image>" : "<class>/<image> or train/<class>/<image>")}.");
        }

        var classes = images.Select(path => path.Split('/')[depth]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (classes.Length < 2)
        {
            throw new LockstepException($"Data: only one class, '{classes[0]}'; classification needs at least two class folders.");
        }

        var samples = images.Select((path, id) => new Sample(id, path, Array.BinarySearch(classes, path.Split('/')[depth], StringComparer.Ordinal))).ToArray();
        var folders = bySplit ? ByFolder(classes, samples, split) : Seeded("class", classes, samples, split, test: []);
        return folders.Train.Count > 0 && folders.Validation.Count > 0
            ? folders
            : throw new LockstepException($"Data: {folders.Train.Count} images to train on and {folders.Validation.Count} to validate on; both need at least one. Give more images, or another split.val.");
    }

    /// <summary>The same with other training samples, for a test on a part of them.</summary>
    public ImageFolders WithTrain(IReadOnlyList<Sample> train) => new(Layout, Classes, train, Validation, Test);

    /// <summary>Which sample is where, as text of the form <c>split&lt;TAB&gt;class&lt;TAB&gt;relpath</c>, a line a sample.</summary>
    public string Listing() => string.Concat(
        new[] { ("train", Train), ("val", Validation), ("test", Test) }.SelectMany(part =>
            part.Item2.Select(sample => $"{part.Item1}\t{Classes[sample.Class]}\t{sample.RelPath}\n")));

    /// <summary>What of this can change a result.</summary>
    public JsonObject ToJson() => new()
    {
        ["layout"] = Layout,
        ["classes"] = new JsonArray([.. Classes.Select(name => JsonValue.Create(name))]),
        ["train"] = Train.Count,
        ["val"] = Validation.Count,
        ["test"] = Test.Count,
        ["splitSha256"] = Sha256.Of(Listing()),
    };

    private static ImageFolders ByFolder(string[] classes, Sample[] samples, SplitRecipe split)
    {
        Sample[] Under(params string[] names) => [.. samples.Where(sample => names.Contains(sample.RelPath.Split('/')[0]))];
        var validation = Under(ValidationNames);
        return validation.Length > 0
            ? new ImageFolders("split/class", classes, Under("train"), validation, Under(TestNames))
            : Seeded("split/class", classes, Under("train"), split, Under(TestNames));
    }

    private static ImageFolders Seeded(string layout, string[] classes, Sample[] samples, SplitRecipe split, Sample[] test)
    {
        var isValidation = SeededSplit.IsValidation([.. samples.Select(sample => sample.Class)], split.Val, (ulong)split.Seed, split.Stratify);
        Sample[] Where(bool validation) => [.. samples.Where((_, index) => isValidation[index] == validation)];
        return new ImageFolders(layout, classes, Where(false), Where(true), test);
    }
}
