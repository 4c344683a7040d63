using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Runs;

namespace Lockstep.Ablation.Reporting;

/// <summary>Whether two runs of one seed began with the same weights and saw the same samples: read in their ledgers, not taken for granted.</summary>
internal static class PairingCheck
{
    /// <summary>An order that is the same so long is the same stream's.</summary>
    private const int MostSteps = 64;

    public static Pairing Of(IEnumerable<(RunFolder A, RunFolder B)> pairs)
    {
        var found = pairs.Select(pair => Of(pair.A, pair.B)).ToArray();
        return new Pairing(All(found.Select(one => one.Weights)), All(found.Select(one => one.Order)));
    }

    private static bool? All(IEnumerable<bool?> answers)
    {
        var known = answers.OfType<bool>().ToArray();
        return known.Length == 0 ? null : known.All(answer => answer);
    }

    private static Pairing Of(RunFolder a, RunFolder b)
    {
        if (!Presence.IsFile(a.LedgerPath) || !Presence.IsFile(b.LedgerPath))
        {
            return new Pairing(null, null);
        }

        try
        {
            using var left = Ledger.Open(a.LedgerPath);
            using var right = Ledger.Open(b.LedgerPath);
            if (left.Header.First != 0 || right.Header.First != 0 || left.Count == 0 || right.Count == 0)
            {
                return new Pairing(null, null);
            }

            return new Pairing(left.Read(0).Weights == right.Read(0).Weights, FirstSamples(left).SequenceEqual(FirstSamples(right)));
        }
        catch (LedgerException)
        {
            return new Pairing(null, null); // that of a command, or a damaged one
        }
    }

    /// <summary>As many as both have, whatever the size of their batches.</summary>
    private static IEnumerable<uint> FirstSamples(Ledger ledger)
    {
        for (var step = 1L; step < Math.Min(ledger.End, MostSteps); step++)
        {
            if (ledger.Read(step) is { Epoch: 1 } record)
            {
                foreach (var sample in record.Ids)
                {
                    yield return sample;
                }
            }
        }
    }
}
