using Lockstep.Snapshots;



namespace Lockstep.Samples.Formats;

/// <summary>A table of image and label beside the images: CSV or JSON lines, at the snapshot's root.</summary>
/// <remarks>The samples' order is the table's. Images that it does not name are left out.</remarks>
internal sealed class LabelTable : IDatasetFormat
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
            [var first, var second, ..] => throw new LockstepException($"{snapshot.Folder}: both {first} and {second} lie there; expected one table of "
                + "labels. Remove the other, and seal the data set anew."),
        };
        return Read(snapshot, manifest, [(fileName, null)]);
    }

    /// <summary>Reads tables wherever they lie.</summary>
    /// <param name="tables">Each with what its images are for, where its own place says so.</param>
    internal static LabelledImages Read(Snapshot snapshot, Manifest manifest, IReadOnlyList<(string RelPath, Split? Split)> tables)
    {
        var taken = new ImagePaths(manifest);
        string[] files = [.. tables.Select(table => table.RelPath)];
        var images = LabelledImages.ByLabel(
            string.Join(' ', files), tables.SelectMany(table => ImagesOf(snapshot, manifest, table.RelPath, table.Split, taken)));
        return images with { Unlabelled = taken.Untaken, Reading = $"labels from {string.Join(", ", files)}", LabelFiles = files };
    }

    private static IEnumerable<(SampleSource Source, string Label, Split? Split)> ImagesOf(
        Snapshot snapshot, Manifest manifest, string relPath, Split? split, ImagePaths taken)
    {
        var place = snapshot.PathOf(relPath);
        var text = Utf8Text.Of(snapshot.ReadListed(manifest, relPath), place);
        var rows = (Path.GetExtension(relPath).ToLowerInvariant() switch
        {
            ".csv" or ".tsv" => CsvRows.Read(text, place, FileNames.Contains(relPath, StringComparer.Ordinal) ? ',' : DelimiterOf(text)),
            _ => JsonLineRows.Read(text, place),
        }).ToArray();
        if (rows.Length == 0)
        {
            throw new LockstepException($"{place}: names no image. Expected one row per image, with {LabelRow.Expected}.");
        }

        var folder = FolderOf(relPath, split, rows[0], manifest);
        return rows.Select(row => ((SampleSource)new ImageFile(PathOf(row, folder, taken, place)), LabelOf(row, place), SplitOf(row, rows[0], place) ?? split));
    }

    /// <summary>What stands most often in the first line: a table under another name may come from any program.</summary>
    private static char DelimiterOf(string text)
    {
        var header = text.AsSpan(0, text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end ? end : text.Length);
        var (tabs, semicolons) = (header.Count('\t'), header.Count(';'));
        return tabs > Math.Max(semicolons, header.Count(',')) ? '\t' : semicolons > header.Count(',') ? ';' : ',';
    }

    /// <summary>
    /// Where a table's paths begin: at the root where it lies there, else where its first image is found: in its own folder, or that of its split.
    /// </summary>
    private static string FolderOf(string relPath, Split? split, LabelRow first, Manifest manifest)
    {
        var own = relPath[..(relPath.LastIndexOf('/') + 1)];
        string[] folders = [own, "", "images/", .. split is null ? [] : new[] { $"{split.Value.Word()}/", $"images/{split.Value.Word()}/" }];
        return FileNames.Contains(relPath, StringComparer.Ordinal)
            ? ""
            : Array.Find(folders, folder => manifest.Find(folder + ImagePaths.Plain(first.Path ?? "")) is not null) ?? own;
    }

    private static string PathOf(LabelRow row, string folder, ImagePaths taken, string place)
    {
        var path = folder + ImagePaths.Plain(row.Path ?? throw new LockstepException($"{place}:{row.Line}: no 'path'. Expected {LabelRow.Expected}."));
        return taken.Problem(path, $"line {row.Line}") is { } problem
            ? throw new LockstepException($"{place}:{row.Line}: path '{PlainText.Quoted(path, 200)}' {problem}.")
            : path;
    }

    private static string LabelOf(LabelRow row, string place)
    {
        var label = row.Label ?? throw new LockstepException($"{place}:{row.Line}: no 'label'. Expected {LabelRow.Expected}.");
        return ClassName.Problem(label) is { } problem ? throw new LockstepException($"{place}:{row.Line}: label {problem}.") : label;
    }

    /// <summary>A table says of every image what it is for, or of none.</summary>
    private static Split? SplitOf(LabelRow row, LabelRow first, string place)
    {
        if (row.Split is null != first.Split is null)
        {
            throw new LockstepException($"{place}:{row.Line}: has {(row.Split is null ? "no" : "a")} 'split', "
                + $"but line {first.Line} has {(row.Split is null ? "one" : "none")}; every row has one, or none does.");
        }

        return row.Split is null ? null : Splits.Of(row.Split)
            ?? throw new LockstepException($"{place}:{row.Line}: split '{PlainText.Quoted(row.Split)}'; expected train, val or test.");
    }
}
