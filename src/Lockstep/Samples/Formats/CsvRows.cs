using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Lockstep.Samples.Formats;

/// <summary>Rows of a CSV file (RFC 4180) whose first line names the columns. Spaces around a field outside quotes do not count.</summary>
internal static class CsvRows
{
    /// <exception cref="LockstepException">Not CSV, or not with these columns; the message has the line.</exception>
    /// <param name="delimiter">Between fields.</param>
    public static IEnumerable<LabelRow> Read(string text, string place, char delimiter = ',')
    {
        using var parser = new CsvParser(
            new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter.ToString(), TrimOptions = TrimOptions.Trim });
        var columns = Next(parser, place) is { } header ? ColumnsOf(header.Fields, $"{place}:{header.Line}") : throw new LockstepException(
            $"{place}: is empty. Expected a first line that names the columns {LabelRow.Expected}.");
        while (Next(parser, place) is var (line, fields))
        {
            if (fields.Length != columns.Count)
            {
                throw new LockstepException($"{place}:{line}: {Counted.Of(fields.Length, "field")}, but the first line names "
                    + $"{Counted.Of(columns.Count, "column")}. A field with {delimiter switch { ',' => "a comma", ';' => "a semicolon", _ => "a tab" }} in "
                    + "it stands in quotes.");
            }

            string? Field(LabelField field) => columns.IndexOf(field) is >= 0 and var column ? fields[column] : null;
            yield return new LabelRow(line, Field(LabelField.Path), Field(LabelField.Label), Field(LabelField.Split));
        }
    }

    private static (int Line, string[] Fields)? Next(CsvParser parser, string place)
    {
        var before = parser.RawRow;
        try
        {
            // RawRow is the line on which a row ends; line breaks inside quotes are told by the row itself.
            return parser.Read() && parser.Record is { } fields ? (parser.RawRow - BreaksInside(parser.RawRecord), fields) : null;
        }
        catch (CsvHelperException exception)
        {
            throw new LockstepException(
                $"{place}:{before + 1}: a quotation mark inside a field, or one that is never closed. A field with one stands in quotes, and has it twice.",
                exception);
        }
    }

    private static int BreaksInside(string row) =>
        row.TrimEnd('\r', '\n').Replace("\r\n", "\n", StringComparison.Ordinal).Count(character => character is '\n' or '\r');

    private static List<LabelField> ColumnsOf(string[] header, string place)
    {
        var columns = new List<LabelField>();
        foreach (var name in header)
        {
            if (!LabelRow.Names.TryGetValue(name, out var field))
            {
                throw new LockstepException($"{place}: unknown column '{PlainText.Quoted(name)}'. Expected {LabelRow.Expected}.");
            }

            if (columns.Contains(field))
            {
                throw new LockstepException($"{place}: column '{name}' says again what another column says. Expected {LabelRow.Expected}, each once.");
            }

            columns.Add(field);
        }

        return columns.Contains(LabelField.Path) && columns.Contains(LabelField.Label)
            ? columns
            : throw new LockstepException($"{place}: no column '{(columns.Contains(LabelField.Path) ? "label" : "path")}'. Expected {LabelRow.Expected}.");
    }
}
