using System.Globalization;
using CsCheck;
using Lockstep.Ledgers.Commands;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Streams;

/// <summary>Harmed streams give a summary, and a sound ledger where any step is left. LOCKSTEP_MUTATIONS says how many are tried, for a longer proof.</summary>
public sealed class StreamFuzzTests
{
    [Fact]
    public void A_harmed_stream_is_read_as_far_as_it_goes_and_never_a_crash()
    {
        var mutations = int.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_MUTATIONS") ?? "1000", CultureInfo.InvariantCulture);
        using var folder = new TemporaryFolder();
        var whole = Whole(folder);
        var streams = folder.PathOf("harmed/streams");
        Directory.CreateDirectory(streams);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, whole.Length - 1], Gen.Int[1, 400], Gen.Byte).Array[1, 3].Sample(
            harms =>
            {
                File.WriteAllBytes(Path.Combine(streams, "7-100.stream"), harms.Aggregate(whole, (bytes, harm) => Harmed(bytes, harm)));
                var summary = SyntheticCommand.Summary(folder, "harmed");
                Assert.InRange(summary.Steps, 0, 12);
                foreach (var kind in summary.Findings.Select(finding => finding.Kind).Append(summary.HasLedger ? "ledger" : "no ledger").Distinct())
                {
                    seen[kind] = seen.GetValueOrDefault(kind) + 1;
                }

                if (summary.HasLedger)
                {
                    using var ledger = CommandLedgerFile.Open(folder.PathOf("harmed.bin"));
                    Assert.Null(ledger.FindDamage(TestContext.Current.CancellationToken));
                    Assert.Equal(0, ledger.TornBytes);
                }
            },
            iter: mutations,
            threads: 1);

        // Were one of them never met, the harm would be too great or too small to find anything.
        foreach (var kind in (string[])["ledger", "no ledger", "damaged stream", "torn stream", "unreadable record"])
        {
            Assert.True(seen.ContainsKey(kind), $"no {kind} among {string.Join(", ", seen)}");
        }
    }

    private static byte[] Whole(TemporaryFolder folder)
    {
        using (var stream = SyntheticStream.Of(folder.PathOf("whole/streams"), 7, 100))
        {
            stream.Optimizer();
            for (var step = 0; step <= 5; step++)
            {
                stream.Output("fc", 1, 5).Step(SyntheticCommand.Step(step));
            }

            stream.Tell("""{"event": "seed", "target": "torch", "value": 3, "file": "a.py", "line": 3}""").Tell("""{"event": "exit"}""");
        }

        return File.ReadAllBytes(folder.PathOf("whole/streams/7-100.stream"));
    }

    private static byte[] Harmed(byte[] bytes, (int Kind, int At, int Length, byte Value) harm)
    {
        if (bytes.Length == 0)
        {
            return bytes;
        }

        var at = harm.At % bytes.Length;
        var end = Math.Min(bytes.Length, at + harm.Length);
        var copy = (byte[])bytes.Clone();
        switch (harm.Kind)
        {
            case 0:
                copy[at] ^= harm.Value;
                return copy;
            case 1:
                return copy[..at];
            case 2:
                return [.. copy[..at], .. copy[end..]];
            case 3:
                return [.. copy[..end], .. copy[at..]];
            default:
                copy.AsSpan(at, end - at).Fill(harm.Value);
                return copy;
        }
    }
}
