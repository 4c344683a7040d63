using System.Globalization;
using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Ledgers.Commands;
using Lockstep.Runs;

namespace Lockstep.Compare;

/// <summary>The first training losses of a run, as its ledger holds them, and their sum: one number by which two runs can be compared at a glance.</summary>
/// <param name="Values">In the order of training, at most <see cref="Most"/>; of a command, those that were given to <c>backward</c>.</param>
/// <param name="Lack">Why there is none, for "none: …"; null where there is one.</param>
public sealed record FirstLosses(IReadOnlyList<double> Values, string? Lack)
{
    /// <summary>So many are taken where there are as many.</summary>
    public const int Most = 5;

    /// <summary>In 64 bits, one after the other from 0, as Python's <c>sum(losses[:5])</c> adds them; null where there is none.</summary>
    public double? Sum => Values.Count == 0 ? null : Values.Aggregate(0.0, (sum, loss) => sum + loss);

    /// <summary>Rounded to six places, as it is shown.</summary>
    public string? Shown => Sum is { } sum ? double.IsFinite(sum) ? WithoutZeros(sum) : sum.ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>What was added, for "… the sum of the first 5 losses".</summary>
    public string What => Values.Count == 1 ? "the only loss" : string.Create(
        CultureInfo.InvariantCulture, $"the sum of {(Values.Count < Most ? "all" : "the first")} {Counted.Of(Values.Count, "loss", "losses")}");

    /// <summary>Whether both have the same losses to the bit.</summary>
    public bool AreAsIn(FirstLosses other) =>
        Values.Select(BitConverter.DoubleToInt64Bits).SequenceEqual(other.Values.Select(BitConverter.DoubleToInt64Bits));

    /// <summary>Reads the beginning of a run's ledger.</summary>
    public static FirstLosses Of(RunFolder run, CancellationToken cancellation)
    {
        if (!Presence.IsFile(run.LedgerPath))
        {
            return new FirstLosses([], $"there is no ledger, since {LedgerFinding.WhyNone(run)}");
        }

        try
        {
            var losses = CommandLedgerFile.IsThere(run.LedgerPath) ? OfCommand(run.LedgerPath, cancellation) : OfTraining(run.LedgerPath);
            return new FirstLosses(losses, losses.Count == 0 ? "the ledger holds no loss" : null);
        }
        catch (LedgerException exception)
        {
            return new FirstLosses([], exception.Message.TrimEnd('.'));
        }
    }

    private static string WithoutZeros(double sum) => sum.ToString("F6", CultureInfo.InvariantCulture).TrimEnd('0').TrimEnd('.');

    private static List<double> OfTraining(string path)
    {
        using var ledger = Ledger.Open(path);
        var losses = new List<double>();
        for (var step = 1L; ledger.Header.First == 0 && step < ledger.End && losses.Count < Most; step++)
        {
            losses.Add(ledger.Read(step).Loss);
        }

        return losses;
    }

    private static IReadOnlyList<double> OfCommand(string path, CancellationToken cancellation)
    {
        using var ledger = CommandLedgerFile.Open(path);
        return [.. ledger.StepsOfLongest(cancellation).SelectMany(step => step.Losses).Take(Most).Select(loss => loss.Value)];
    }
}
