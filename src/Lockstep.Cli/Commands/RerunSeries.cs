using System.Globalization;
using Lockstep.Answers;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Compare;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Text;

namespace Lockstep.Cli.Commands;

/// <summary>Many reruns of one run, and how far they spread: over seeds, or where nothing should differ.</summary>
internal sealed class RerunSeries(Terminal terminal, RunFolder parent, int times, bool takesSeeds)
{
    /// <exception cref="UsageException">Options that don't go with it.</exception>
    public static void Check(int times, string? name, string? junit)
    {
        if (times < 1)
        {
            throw new UsageException($"--times {times}: expected a whole number from 1.");
        }

        if (name is not null || junit is not null)
        {
            throw new UsageException($"--{(name is null ? "junit" : "name")} is for a single rerun; leave it out with --times or --seeds.");
        }
    }

    /// <param name="rerun">Makes one, with another seed or with the recorded one.</param>
    public async Task<int> RunAsync(Func<long?, Task<(RunFolder Folder, RunRecord Record)>> rerun)
    {
        var seed = new RecordedRandomness(parent.ReadLocks().Randomness).Seed;
        List<RunRecord> records = [parent.ReadRecord()];
        List<bool?> dirty = [parent.TryReadCode()?.IsDirty];
        for (var index = 1; index <= times; index++)
        {
            terminal.Message(string.Create(CultureInfo.InvariantCulture, $"Rerun {index} of {times}{(takesSeeds ? $", seed {seed + index}" : "")}"));
            var (folder, record) = await rerun(takesSeeds ? seed + index : null).ConfigureAwait(false);
            if (record.Status != RunStatus.Finished)
            {
                RunReport.Print(terminal, folder, record);
                return RunReport.ExitCodeOf(record);
            }

            records.Add(record);
            dirty.Add(folder.TryReadCode()?.IsDirty);
        }

        Spread[] spreads = [
            .. records[0].Metrics.Keys.Where(name => records.TrueForAll(record => record.Metrics.ContainsKey(name)))
                .Select(name => Spread.Of(name, [.. records.Select(record => record.Metrics[name])]))
        ];
        var results = records.Select(record => record.ResultId).Distinct(StringComparer.Ordinal).Count();
        var diverged = records.Select(record => record.Verdict).FirstOrDefault(verdict => verdict is { IsYes: false } && verdict.Against == parent.Name);
        var equivalent = records.Select(record => record.Verdict)
            .FirstOrDefault(verdict => verdict is { Kind: VerdictKind.Equivalent } && verdict.Against == parent.Name);
        var kind = takesSeeds ? null : EnumWord.Of((diverged ?? equivalent)?.Kind ?? VerdictKind.Identical);
        Print(spreads, results, dirty.Count(told => told == true), kind, diverged ?? equivalent);
        terminal.Json(RerunSeriesAnswer.Of(parent.Name, times, takesSeeds, records, dirty, spreads, results, kind, diverged ?? equivalent));
        return diverged is null || takesSeeds ? ExitCode.Success : ExitCode.No;
    }

    private void Print(Spread[] spreads, int results, int dirty, string? kind, Verdict? verdict)
    {
        terminal.Result(
            $"{parent.Name} and {times} rerun{(times == 1 ? "" : "s")} of it{(takesSeeds ? ", each with another seed" : ", all with the same locks")}");
        terminal.Result("");
        terminal.Result($"{"metric",-14} {"min",12} {"median",12} {"max",12} {"std. dev.",12}");
        foreach (var spread in spreads)
        {
            terminal.Result(string.Create(
                CultureInfo.InvariantCulture,
                $"{spread.Name,-14} {spread.Min,12:0.######} {spread.Median,12:0.######} {spread.Max,12:0.######} {spread.StandardDeviation,12:0.###e+0}"));
        }

        terminal.Result("");
        terminal.Result($"results    {results} different result ID{(results == 1 ? "" : "s")} of {times + 1}");
        if (dirty > 0)
        {
            terminal.Result($"code       dirty in {dirty} of {times + 1} runs");
        }

        terminal.Result(takesSeeds
            ? "spread     of the seeds; whether one seed gives the same bits each time, 'lockstep rerun --times' says without --seeds"
            : $"verdict    {kind}{(results == 1 && verdict is null ? ": this machine repeats itself" : ": what spreads is nondeterminism, not the seed")}");
        foreach (var reason in verdict?.Reasons ?? [])
        {
            terminal.Result($"  {reason}");
        }
    }
}
