using System.Globalization;
using Lockstep.Cli.Frame;
using Lockstep.Compare;
using Lockstep.Recipes;
using Lockstep.Vision.Benchmarks;

namespace Lockstep.Cli.Display;

/// <summary>What <c>bench</c> answers.</summary>
/// <param name="recipe">Of the first model; the others have all but the model from it.</param>
internal sealed class BenchTable(Terminal terminal, string path, Recipe recipe, int rounds)
{
    /// <summary>The slowest round over the fastest, up to which the machine counts as quiet.</summary>
    private const double MostUnrest = 1.25;

    public void Print(IReadOnlyList<BenchRow> rows)
    {
        // the filter left none without
        (string Model, BenchmarkReport Report)[] timed = [.. rows.Where(row => row.Report is not null).Select(row => (row.Model, row.Report!))];
        terminal.Result(string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: {recipe.Train.BatchSize * recipe.Train.Accumulate} images a step, {Counted(recipe.Threads, "thread")}, "
            + $"{Counted(recipe.Loader.Workers, "loader worker")}, ledger {recipe.Ledger}; {Counted(rounds, "round")}, median (lowest to highest)"));
        if (timed.Length > 0)
        {
            terminal.Result("");
            Print(
                ["model", "input", "steps", "images/s strict", "images/s fast", "ms/step strict", "ms/step fast", "strict/fast"],
                timed.Select(row => new[]
                {
                    row.Model,
                    $"{row.Report.Input.Height}×{row.Report.Input.Width}",
                    row.Report.Steps.ToString(CultureInfo.InvariantCulture),
                    Text(row.Report.Strict.ImagesPerSecond),
                    Text(row.Report.Fast.ImagesPerSecond),
                    Text(row.Report.Strict.MillisecondsPerStep),
                    Text(row.Report.Fast.MillisecondsPerStep),
                    Text(row.Report.Ratio, "0.00"),
                }));
            terminal.Result("");
            terminal.Result("Of a strict step's time:");
            Print(
                ["model", "waiting for the loader", "forward, backward, update", "ledger", "everything else"],
                timed.Select(row => new[] { row.Model }
                    .Concat(row.Report.Strict.Shares.Select(part => string.Create(CultureInfo.InvariantCulture, $"{100 * part.Share:0.0} %")))));
        }

        foreach (var (model, report) in timed)
        {
            var worst = new[] { report.Strict, report.Fast }.Max(mode => mode.MillisecondsPerStep.Max / mode.MillisecondsPerStep.Min);
            if (worst > MostUnrest)
            {
                terminal.Warning(string.Create(CultureInfo.InvariantCulture, $"{model}: the same steps took up to {worst:0.0} times as long in one round as "
                    + $"in another, so the ratio says little. Let nothing else run meanwhile, or take more --steps and --rounds."));
            }
        }

        foreach (var row in rows.Where(row => row.Report is null))
        {
            terminal.Error($"{row.Model}: not timed: {row.Problem}");
        }
    }

    /// <summary>Every column as wide as its widest cell; the first to the left, the others to the right.</summary>
    private void Print(string[] head, IEnumerable<IEnumerable<string>> rows)
    {
        string[][] lines = [head, .. rows.Select(row => row.ToArray())];
        var widths = head.Select((_, column) => lines.Max(line => Cells.Of(line[column]))).ToArray();
        foreach (var line in lines)
        {
            terminal.Result(
                string.Join("  ", line.Select((cell, column) => column == 0 ? Cells.Left(cell, widths[column]) : Cells.Right(cell, widths[column]))));
        }
    }

    /// <summary>Three digits are as many as a timing is worth.</summary>
    private static string Text(Spread spread) => Text(spread, spread.Median switch { >= 100 => "0", >= 10 => "0.0", _ => "0.00" });

    private static string Text(Spread spread, string format) => string.Create(
        CultureInfo.InvariantCulture,
        $"{spread.Median.ToString(format, CultureInfo.InvariantCulture)} ({spread.Min.ToString(format, CultureInfo.InvariantCulture)} to "
        + $"{spread.Max.ToString(format, CultureInfo.InvariantCulture)})");

    private static string Counted(int count, string what) => $"{count.ToString(CultureInfo.InvariantCulture)} {what}{(count == 1 ? "" : "s")}";
}
