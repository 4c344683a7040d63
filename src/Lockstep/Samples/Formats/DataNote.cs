using System.Text.Json.Nodes;

namespace Lockstep.Samples.Formats;

/// <summary>Something that lies in a data set and is not read, or is read otherwise than one may think.</summary>
/// <param name="What">The ending, folder, class or file, for machines.</param>
/// <param name="Count">Of files; of folders or classes for those that are meant by it.</param>
/// <param name="Text">A sentence or two for people.</param>
public sealed record DataNote(DataNoteKind Kind, string What, int Count, string Text)
{
    private const int MostNamed = 5;

    /// <summary>Whether someone should look at it before training; files such as a README are only told of.</summary>
    public bool IsWarning => Kind != DataNoteKind.OtherFiles;

    /// <summary>As the data lock and <c>--json</c> hold it.</summary>
    public JsonObject ToJson() => new() { ["kind"] = Kind.Word(), ["what"] = What, ["count"] = Count, ["text"] = Text };

    /// <summary>Names with their numbers, the first few of them: <c>cat 6, dog 2 and 3 more</c>.</summary>
    internal static string Listed(IReadOnlyList<KeyValuePair<string, int>> counts) =>
        Listed([.. counts.Select(count => count.Value == 1 ? count.Key : $"{count.Key} ({count.Value})")]);

    /// <summary>The first few of some names: <c>cat, dog and 3 more</c>.</summary>
    internal static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNamed).Select(name => PlainText.Quoted(name, 200)))
            + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}

/// <summary>What a note is about.</summary>
public enum DataNoteKind
{
    /// <summary>Files that are no image by their ending.</summary>
    Ending,

    /// <summary>Files that no one expects to be read, such as a README.</summary>
    OtherFiles,

    /// <summary>A folder beside those that are read.</summary>
    Folder,

    /// <summary>Images in no class folder.</summary>
    NoClass,

    /// <summary>Images that the labels say nothing of.</summary>
    Unlabelled,

    /// <summary>A folder where one per class is expected, without an image.</summary>
    EmptyClass,

    /// <summary>A folder named as a split is, without an image.</summary>
    EmptySplit,

    /// <summary>Images in hidden folders.</summary>
    Hidden,

    /// <summary>A class with one image.</summary>
    SingleImage,

    /// <summary>Folders below class folders, whose images are of the class above.</summary>
    Nested,

    /// <summary>Several folders that are one split.</summary>
    SameSplit,

    /// <summary>A class that is named as a split is.</summary>
    SplitAsClass,

    /// <summary>A file of labels, as it seems, that is not read.</summary>
    Table,
}

internal static class DataNoteKinds
{
    /// <summary>As it is written: <c>emptyClass</c>.</summary>
    public static string Word(this DataNoteKind kind) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}
