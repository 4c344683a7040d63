using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Samples.Formats;

/// <summary>
/// Files of labels under names that no format knows: read where their content is plain, else told of, so that none is passed over in silence.
/// </summary>
internal static partial class OtherLabelFiles
{
    private const int MostInAFolder = 5;
    private const long LargestTable = 1 << 28;
    private const int LookedInto = 1 << 16;

    private static readonly string[] Tables = [".csv", ".tsv", ".jsonl", ".ndjson"];
    private static readonly string[] Unread = [
        ".txt", ".xml", ".yaml", ".yml", ".parquet", ".arrow", ".feather", ".xlsx", ".xls", ".ods", ".mat", ".pkl", ".h5", ".hdf5", ".tfrecord",
        ".record", ".sqlite", ".db"
    ];

    private static readonly string[] Endings = [.. Tables, ".json", .. Unread];

    /// <summary>What was found.</summary>
    /// <param name="Read">The labels that were read, and their format; null where the folders have the say.</param>
    /// <param name="Notes">Of the files that are not read.</param>
    internal sealed record Found((IDatasetFormat Format, LabelledImages Images)? Read, IReadOnlyList<DataNote> Notes);

    public static Found In(Snapshot snapshot, Manifest manifest, IDatasetFormat table, IDatasetFormat coco)
    {
        var notes = new List<DataNote>();
        var files = Candidates(manifest);
        string[] tables = [.. files.Where(relPath => HasEnding(relPath, Tables))];
        string[] annotations = [.. files.Where(relPath => HasEnding(relPath, [".json"]))];
        var read = Plain(
            table, tables,
            all => LabelTable.Read(snapshot, manifest, [.. all.Select(relPath => (RelPath: relPath, Split: SplitOf(relPath))).OrderBy(file => file.Split)]),
            snapshot, manifest, notes)
            ?? Plain(
                coco, [.. annotations.Where(relPath => IsCoco(snapshot, manifest, relPath))],
                all => CocoClassification.Read(
                    snapshot, manifest, [.. all.Select(relPath => new CocoLayout(relPath, SplitOf(relPath))).OrderBy(layout => layout.Split)]),
                snapshot, manifest, notes);
        var told = notes.Select(note => note.What).Concat(read?.Images.LabelFiles ?? []).ToHashSet(StringComparer.Ordinal);
        notes.AddRange(
            files.Where(relPath => !told.Contains(relPath) && LooksLikeLabels(snapshot, manifest, relPath)).Select(relPath => Passed(relPath, null)));
        return new Found(read, notes);
    }

    /// <summary>The labels of those files that can be read, together; null where none can.</summary>
    private static (IDatasetFormat Format, LabelledImages Images)? Plain(
        IDatasetFormat format, string[] files, Func<IReadOnlyList<string>, LabelledImages> read, Snapshot snapshot, Manifest manifest, List<DataNote> notes)
    {
        var plain = new List<string>();
        foreach (var file in files)
        {
            if (Problem(() => read([file])) is not { } problem)
            {
                plain.Add(file);
            }
            else if (LooksLikeLabels(snapshot, manifest, file) || format is CocoClassification)
            {
                notes.Add(Passed(file, problem.Replace(snapshot.Folder + "/", "", StringComparison.Ordinal)));
            }
        }

        // Several are one data set where each is a split of it.
        var splits = plain.Select(SplitOf).ToArray();
        var isOne = plain.Count > 0 && (plain.Count == 1 || (splits.All(split => split is not null) && splits.Distinct().Count() == splits.Length));
        if (!isOne || !splits.Any(split => split is null or Split.Train))
        {
            notes.AddRange(
                plain.Select(file => Passed(file, plain.Count > 1 ? $"{string.Join(" and ", plain)} each have labels" : "it has no image to train on")));
            return null;
        }

        if (Problem(() => read(plain)) is { } together)
        {
            notes.AddRange(plain.Select(file => Passed(file, together.Replace(snapshot.Folder + "/", "", StringComparison.Ordinal))));
            return null;
        }

        return (format, read(plain) with { IsUnusual = true });
    }

    private static string? Problem(Func<LabelledImages> read)
    {
        try
        {
            return read().Images.Count == 0 ? "it names no image" : null;
        }
        catch (LockstepException exception)
        {
            return exception.Message;
        }
    }

    private static DataNote Passed(string relPath, string? reason) => new(
        DataNoteKind.Table,
        relPath,
        1,
        $"{PlainText.Quoted(relPath, 200)} looks like a file of labels, and is not read{(reason is null ? "" : $": {reason.TrimEnd('.')}")}. "
        + $"To have labels read, give a labels.csv at the root, with {LabelRow.Expected}; to go by the folders and hear no more of this file, "
        + "set data.format: folders.");

    /// <summary>At the root, below one folder around everything, in the folders of splits and in those for annotations; not one beside each image.</summary>
    private static string[] Candidates(Manifest manifest) =>
    [
        .. manifest.Files
            .Where(file => file.Bytes <= LargestTable
                && HasEnding(file.RelPath, Endings) && !Bookkeeping.Holds(file.RelPath) && !file.RelPath.Split('/').Any(part => part.StartsWith('.')))
            .Select(file => file.RelPath)
            .Where(relPath =>
                relPath.Split('/') is var parts && parts.Length <= 4 && parts[..^1].Index().All(folder => folder.Index == 0 || IsOfNoClass(folder.Item))
                    && (parts.Length == 1 || IsOfNoClass(parts[^2]) || parts.Length == 2))
            .GroupBy(relPath => (relPath[..(relPath.LastIndexOf('/') + 1)], Path.GetExtension(relPath)))
            .Where(folder => folder.Count() <= MostInAFolder)
            .SelectMany(folder => folder),
    ];

    private static bool IsOfNoClass(string folder) => Splits.Of(folder) is not null || Splits.IsFiller(folder) || LabelWord().IsMatch(folder);

    private static bool HasEnding(string relPath, IEnumerable<string> endings) =>
        endings.Contains(Path.GetExtension(relPath), StringComparer.OrdinalIgnoreCase);

    /// <summary>What a file's images are for, by its name or its folder's.</summary>
    private static Split? SplitOf(string relPath)
    {
        var parts = relPath.Split('/');
        var stem = Path.GetFileNameWithoutExtension(parts[^1]);
        return Splits.Of(stem) ?? Splits.Hinted(stem) ?? (parts.Length > 1 ? Splits.Of(parts[^2]) : null);
    }

    /// <summary>By its name, or because it names images that lie there.</summary>
    private static bool LooksLikeLabels(Snapshot snapshot, Manifest manifest, string relPath)
    {
        var stem = Path.GetFileNameWithoutExtension(relPath);
        if (LabelWord().IsMatch(stem) || Splits.Of(stem) is not null)
        {
            return true;
        }

        if (HasEnding(relPath, Unread))
        {
            return false;
        }

        var text = Beginning(snapshot, relPath);
        return manifest.Files.Where(file => ImageFolders.IsImage(file.RelPath))
            .Take(1000).Count(file => text.Contains(file.RelPath[(file.RelPath.LastIndexOf('/') + 1)..], StringComparison.Ordinal)) > 1;
    }

    private static string Beginning(Snapshot snapshot, string relPath)
    {
        try
        {
            using var file = RegularFile.OpenRead(snapshot.PathOf(relPath));
            var bytes = new byte[LookedInto];
            return Encoding.UTF8.GetString(bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Whether it is an object with the three lists of COCO's annotations.</summary>
    private static bool IsCoco(Snapshot snapshot, Manifest manifest, string relPath)
    {
        if (!Beginning(snapshot, relPath).AsSpan().Trim("\ufeff \t\r\n").StartsWith('{'))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(Utf8Text.WithoutMark(snapshot.ReadListed(manifest, relPath)));
            var lists = 0;
            for (reader.Read(); reader.Read() && reader.TokenType == JsonTokenType.PropertyName; reader.Skip())
            {
                lists += reader.ValueTextEquals("images"u8) || reader.ValueTextEquals("annotations"u8) || reader.ValueTextEquals("categories"u8) ? 1 : 0;
                reader.Read();
            }

            return lists == 3;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex("label|annotation|metadata|instances|groundtruth|ground_truth|targets?$|^classes$|^result$", RegexOptions.IgnoreCase
        | RegexOptions.CultureInvariant)]
    private static partial Regex LabelWord();
}
