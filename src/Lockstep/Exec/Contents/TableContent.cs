using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents;

/// <summary>A CSV file by its columns, so that one that holds times can be left out.</summary>
internal static class TableContent
{
    private const int LargestFile = 8 << 20;
    private const int MostColumns = 10_000;

    /// <summary>Null where it has no header that names each column once.</summary>
    public static ContentNode? TryRead(ByteRange bytes, string delimiter)
    {
        if (bytes.Length > LargestFile)
        {
            return null;
        }

        using var reader = new StreamReader(bytes.ToStream());
        var settings = new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter, BadDataFound = null };
        using var parser = new CsvParser(reader, settings);
        try
        {
            if (!parser.Read() || parser.Record is not { Length: > 1 and <= MostColumns } header || !NamesEachOnce(header))
            {
                return null;
            }

            var columns = header.Select(_ => new ContentNode(ContentKind.List, "column")).ToArray();
            while (parser.Read() && parser.Record is { } row)
            {
                if (row.Length != header.Length)
                {
                    return null;
                }

                for (var column = 0; column < row.Length; column++)
                {
                    columns[column].Append(Parsed(row[column]));
                }
            }

            var root = new ContentNode(ContentKind.Map, "table");
            root.Attach("header", ContentNode.List(header.Select(ContentNode.Of)));
            for (var column = 0; column < columns.Length; column++)
            {
                root.Put(header[column].Trim(), columns[column]);
            }

            return root;
        }
        catch (CsvHelperException)
        {
            return null;
        }
    }

    /// <summary>A number keeps its digits: another way to write it is another content.</summary>
    private static ContentNode Parsed(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? ContentNode.Value("float", cell) : ContentNode.Of(cell);

    private static bool NamesEachOnce(string[] header) =>
        header.All(column => column.Trim().Length > 0 && !double.TryParse(column, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        && header.Select(column => column.Trim()).Distinct(StringComparer.Ordinal).Count() == header.Length;
}
