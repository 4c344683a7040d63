using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Lockstep.Exec.Metrics;

/// <summary>Metrics of a CSV file with a header: each column of numbers is one; <c>step</c> and <c>epoch</c> say where a row belongs.</summary>
internal static class MetricTable
{
    private const int MostColumns = 10_000;

    private static readonly string[] StepNames = ["step", "global_step", "iteration", "iter", "batch"];

    public static IEnumerable<CommandMetric> Read(string name, string path)
    {
        using var reader = new StreamReader(path);
        var settings = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            BadDataFound = null,
            MissingFieldFound = null,
            MaxFieldSize = 1 << 16,
        };
        using var parser = new CsvParser(reader, settings);
        if (
            !TryRead(parser)
            || parser.Record is not { Length: > 1 and <= MostColumns } header
            || header.Any(column => double.TryParse(column, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        )
        {
            yield break;
        }

        var columns = header.Select(column => column.Trim()).ToArray();
        var step = Array.FindIndex(columns, column => StepNames.Contains(column, StringComparer.OrdinalIgnoreCase));
        var epoch = Array.FindIndex(columns, column => column.Equals("epoch", StringComparison.OrdinalIgnoreCase));
        if (step < 0 && epoch < 0)
        {
            // A table, but not of a training: predictions, a list of files.
            yield break;
        }

        while (TryRead(parser) && parser.Record is { } row)
        {
            double? Number(int column) =>
                column >= 0 && column < row.Length && double.TryParse(row[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : null;
            long? at = Number(step) is { } value and >= long.MinValue and < long.MaxValue ? (long)value : null;
            for (var column = 0; column < Math.Min(columns.Length, row.Length); column++)
            {
                if (column != step && column != epoch && columns[column].Length > 0 && Number(column) is { } metric)
                {
                    yield return new CommandMetric(columns[column], metric, at, Number(epoch), Phase: null, name);
                }
            }
        }
    }

    private static bool TryRead(CsvParser parser)
    {
        try
        {
            return parser.Read();
        }
        catch (CsvHelperException)
        {
            return false;
        }
    }
}
