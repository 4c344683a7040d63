using System.Globalization;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;
using Lockstep.Files;
using Lockstep.Samples;

namespace Lockstep.Vision.Auditing;

/// <summary>Which images belong together, as the frames of one video or the slices of one patient do.</summary>
internal sealed partial class ImageGroups
{
    private static readonly string[] PathColumns = ["path", "file_name", "filename", "file", "image"];

    private readonly Func<string, string?> groupOf;

    private ImageGroups(string how, Func<string, string?> groupOf) => (How, this.groupOf) = (how, groupOf);

    /// <summary>By what they are told, for people.</summary>
    public string How { get; }

    /// <param name="given"><c>FILE.csv:COLUMN</c>, or a regular expression over names of samples whose first group is the group; null for words that are
    /// usual in names: <c>patient_12/slice_3.png</c>, <c>video4-frame17.jpg</c>.</param>
    /// <exception cref="UsageException">It is neither.</exception>
    public static ImageGroups Of(string? given) => given is null
        ? new ImageGroups("words such as patient_12 or video4 in their names", Usual)
        : TableAndColumn().Match(given) is { Success: true } table ? OfTable(given, table.Groups["file"].Value, table.Groups["column"].Value)
        : OfPattern(given);

    /// <summary>The group of an image; null for one that is in none.</summary>
    public string? Of(Sample sample) => groupOf(sample.Source.Name);

    private static string? Usual(string name) => UsualWords().Match(name) is { Success: true } match
        ? $"{match.Groups["word"].Value.ToLowerInvariant()} {match.Groups["id"].Value}"
        : null;

    private static ImageGroups OfPattern(string given)
    {
        try
        {
            var pattern = new Regex(given, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return pattern.GetGroupNumbers().Length > 1
                ? new ImageGroups($"the pattern {given}", name => pattern.Match(name).Groups[1] is { Success: true } group ? group.Value : null)
                : throw new UsageException($"--group {given}: has no group in parentheses; expected such as '([a-z]+[0-9]+)_frame', or FILE.csv:COLUMN.");
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new UsageException($"--group {given}: no regular expression that can be used: {exception.Message} Expected such as "
                + "'([a-z]+[0-9]+)_frame', or FILE.csv:COLUMN.");
        }
    }

    private static ImageGroups OfTable(string given, string file, string column)
    {
        if (!Presence.IsFile(file))
        {
            throw new UsageException($"--group {given}: no such file as {file}; expected FILE.csv:COLUMN, or a regular expression with a group in "
                + "parentheses.");
        }

        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var parser = new CsvParser(
                new StringReader(RegularFile.ReadAllText(file, RegularFile.MostOfListing)),
                new CsvConfiguration(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.Trim });
            string[] header = parser.Read() && parser.Record is { } first ? first : [];
            var (path, group) = (Array.FindIndex(header, PathColumns.Contains), Array.IndexOf(header, column));
            if (path < 0 || group < 0)
            {
                throw new UsageException($"--group {given}: {file} has no column "
                    + $"{(group < 0 ? $"'{column}'" : $"with the images' paths ({string.Join(", ", PathColumns)})")}; its first line has "
                    + $"{(header.Length == 0 ? "none" : string.Join(", ", header))}.");
            }

            while (parser.Read() && parser.Record is { } row)
            {
                if (row.Length > Math.Max(path, group) && row[group].Length > 0)
                {
                    groups[row[path].Replace('\\', '/')] = row[group];
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CsvHelperException)
        {
            throw new UsageException($"--group {given}: {file} can't be read as CSV: {exception.Message.Split('\n')[0].TrimEnd()}");
        }

        return new ImageGroups(
            $"the column {column} of {file}", name => groups.GetValueOrDefault(name) ?? groups.GetValueOrDefault(name[(name.LastIndexOf('/') + 1)..]));
    }

    [GeneratedRegex(@"^(?<file>.+\.csv):(?<column>[^:]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex TableAndColumn();

    /// <summary>A word and the number behind it; the first in a name that fits is taken, so that a folder goes before a file.</summary>
    [GeneratedRegex(
        @"(?<![a-z])(?<word>patient|subject|subj|case|video|vid|clip|sequence|seq|scene|session|study|person)[-_ ]?(?:id[-_ ]?)?(?<id>[0-9]+)(?![0-9])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex UsualWords();
}
