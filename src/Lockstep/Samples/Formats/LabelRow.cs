namespace Lockstep.Samples.Formats;

/// <summary>One row of a table of labels, as written; null where it has no such field.</summary>
/// <param name="Line">Of the file, from 1, where the row begins.</param>
internal sealed record LabelRow(int Line, string? Path, string? Label, string? Split)
{
    /// <summary>The names that a field may go by, and which of the three it is.</summary>
    public static readonly IReadOnlyDictionary<string, LabelField> Names = new Dictionary<string, LabelField>(StringComparer.Ordinal)
    {
        ["path"] = LabelField.Path,
        ["file_name"] = LabelField.Path,
        ["label"] = LabelField.Label,
        ["split"] = LabelField.Split,
    };

    /// <summary>For messages.</summary>
    public const string Expected = "path (or file_name), label and, optionally, split";
}

/// <summary>What a column or member of a table of labels holds.</summary>
internal enum LabelField
{
    Path,
    Label,
    Split,
}
