using Lockstep.Recipes.Syntax;

namespace Lockstep.Data.Formats;

/// <summary>A table of image and label beside the images: CSV or JSON lines, at the snapshot's root.</summary>
/// <remarks>The samples' order is the table's. Images that it does not name are left out.</remarks>
public sealed class LabelTable : IDatasetFormat
{
    private static readonly string[] FileNames = ["labels.csv", "labels.jsonl", "metadata.csv", "metadata.jsonl"];

    public string Name => "table";

    public string Expects => $"{string.Join(" or ", FileNames)} at the root, with {LabelRow.Expected}";

    public bool Recognises(Manifest manifest) => FileNames.Any(name => manifest.Find(name) is not null);

    public LabelledImages Read(Snapshot snapshot, Manifest manifest)
    {
        var fileName = FileNames.Where(name => manifest.Find(name) is not null).ToArray() switch
        {
            [var only] => only,
            [] => throw new LockstepException($"{snapshot.Folder}: not a data set of the format '{Name}'. Expected {Expects}."),
            [var first, var second, ..] => throw new LockstepException($"{snapshot.Folder}: both {first} and {second} lie there; expected one table of labels. Remove the other, and seal the data set anew."),
        };
        var place = snapshot.PathOf(fileName);
        var text = Utf8Text.Of(snapshot.ReadListed(manifest, fileName), place);
        var rows = (fileName.EndsWith(".csv", StringComparison.Ordinal) ? CsvRows.Read(text, place) : JsonLineRows.Read(text, place)).ToArray();
        if (rows.Length == 0)
        {
            throw new LockstepException($"{place}: names no image. Expected a row an image, with {LabelRow.Expected}.");
        }

        var taken = new ImagePaths(manifest);
        var images = LabelledImages.ByLabel(fileName, rows.Select(row => ((SampleSource)new ImageFile(PathOf(row, taken, place)), LabelOf(row, place), PartOf(row, rows[0], place))));
        return images with { Unlabelled = taken.Untaken };
    }

    private static string PathOf(LabelRow row, ImagePaths taken, string place)
    {
        var path = row.Path ?? throw new LockstepException($"{place}:{row.Line}: no 'path'. Expected {LabelRow.Expected}.");
        return taken.Problem(path, $"line {row.Line}") is { } problem ? throw new LockstepException($"{place}:{row.Line}: path '{Printable.Of(path, 200)}' {problem}.") : path;
    }

    private static string LabelOf(LabelRow row, string place)
    {
        var label = row.Label ?? throw new LockstepException($"{place}:{row.Line}: no 'label'. Expected {LabelRow.Expected}.");
        return ClassName.Problem(label) is { } problem ? throw new LockstepException($"{place}:{row.Line}: label {problem}.") : label;
    }

    /// <summary>A table says of every image what it is for, or of none.</summary>
    private static Part? PartOf(LabelRow row, LabelRow first, string place)
    {
        if (row.Split is null != first.Split is null)
        {
            throw new LockstepException($"{place}:{row.Line}: has {(row.Split is null ? "no" : "a")} 'split', but line {first.Line} has {(row.Split is null ? "one" : "none")}; every row has one, or none does.");
        }

        return row.Split is null ? null : Parts.Of(row.Split) ?? throw new LockstepException($"{place}:{row.Line}: split '{Printable.Of(row.Split)}'; expected train, val or test.");
    }
}
