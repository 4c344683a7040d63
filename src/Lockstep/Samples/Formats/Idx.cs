using System.Text.RegularExpressions;
using Lockstep.Snapshots;

namespace Lockstep.Samples.Formats;

/// <summary>The idx files of MNIST, Fashion-MNIST and their kin, packed with gzip or not: images in one file, labels in another.</summary>
/// <remarks>Also with colours, in a fourth dimension of 1 or 3. The labels are the class names.</remarks>
internal sealed partial class Idx : IDatasetFormat
{
    public string Name => "idx";

    public string Expects =>
        "in one folder train-images-idx3-ubyte and train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, or one of the pairs, "
        + "each packed (.gz) or not";

    public bool Recognises(Manifest manifest) => Folders(manifest).Count > 0;

    public LabelledImages Read(Snapshot snapshot, Manifest manifest)
    {
        var folder = RecordFolder.Only(Folders(manifest), this, snapshot);
        static bool Holds(RecordFolder folder, string set) => folder.FileNames.Any(name => NameOf(name)?.Set == set);
        LabelledImage[] Of(RecordFolder folder, string set, Split split) => Holds(folder, set) ? Pair(snapshot, manifest, folder, set, split) : [];

        // The images to test on may lie in a folder of their own, as in train/ and test/.
        var test = !Holds(folder, "t10k") && RecordFolder.With(manifest, name => NameOf(name) is { Set: "t10k", Kind: "images" }) is [var only] ? only : folder;
        LabelledImage[] images = [.. Of(folder, "train", Split.Train), .. Of(test, "t10k", Split.Test)];
        string[] files =
            [.. new[] { folder, test }.Distinct().SelectMany(each => each.FileNames.Where(name => NameOf(name) is not null).Select(name => each.Name + name))];
        return new LabelledImages("idx", ClassNames.Numbers(images.Max(image => image.Class)
            + 1), images)
        { Reading = string.Join(", ", files), LabelFiles = files };
    }

    /// <summary>Those with the images to test on alone count where none has others.</summary>
    private static IReadOnlyList<RecordFolder> Folders(Manifest manifest) =>
        RecordFolder.With(manifest, name => NameOf(name) is { Set: "train", Kind: "images" }) is { Count: > 0 } toTrain
            ? toTrain
            : RecordFolder.With(manifest, name => NameOf(name) is { Kind: "images" });

    private static LabelledImage[] Pair(Snapshot snapshot, Manifest manifest, RecordFolder folder, string set, Split split)
    {
        string Path(string kind) => Choose(folder, set, kind) ?? throw new LockstepException(
            $"{snapshot.Folder}: {folder.Name}{set}-{kind}-idx{(kind == "labels" ? 1 : 3)}-ubyte is not there, with or without .gz; "
            + "images and labels belong together.");
        var (imagesPath, labelsPath) = (Path("images"), Path("labels"));
        var layout = IdxFile.Images(snapshot, manifest, imagesPath);
        return [
            .. IdxFile.Labels(snapshot, manifest, labelsPath, layout.Count)
                .Select((label, index) => new LabelledImage(new PixelRecord(layout, index), label, split))
        ];
    }

    /// <summary>Takes the unpacked file where it is there packed and unpacked, as downloads often leave it.</summary>
    private static string? Choose(RecordFolder folder, string set, string kind) => folder.FileNames
        .Select(name => (Path: folder.Name + name, Name: NameOf(name)))
        .Where(file => file.Name is { } found && found.Set == set && found.Kind == kind)
        .OrderBy(file => file.Name is { IsGzip: true })
        .ThenBy(file => file.Path, StringComparer.Ordinal)
        .Select(file => file.Path)
        .FirstOrDefault();

    private static FileName? NameOf(string name) => Pattern().Match(name) is { Success: true } match
        ? new FileName(match.Groups["set"].Value, match.Groups["kind"].Value, match.Groups["gz"].Success)
        : null;

    [GeneratedRegex(@"^(?<set>train|t10k)-((?<kind>images)[-.]idx[34]|(?<kind>labels)[-.]idx1)-ubyte(?<gz>\.gz)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    private sealed record FileName(string Set, string Kind, bool IsGzip);
}
