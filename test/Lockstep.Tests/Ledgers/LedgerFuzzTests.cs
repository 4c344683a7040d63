using System.Globalization;
using CsCheck;
using Lockstep.Ledgers;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Ledgers;

/// <summary>
/// Damaged ledgers give an answer or a <see cref="LedgerException"/>, and are never called identical. LOCKSTEP_MUTATIONS
/// says how many are tried, for a longer proof.
/// </summary>
public sealed class LedgerFuzzTests
{
    private const int Steps = 24;

    private enum Harm
    {
        Flip,
        Overwrite,
        CutEnd,
        TakeOut,
        Insert,
        Swap,
        FromOther,
        Garbage,
    }

    [Fact]
    public void A_damaged_ledger_is_never_identical_and_never_a_crash()
    {
        var mutations = int.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_MUTATIONS") ?? "2000", CultureInfo.InvariantCulture);
        using var folder = new TemporaryFolder();
        SyntheticRun.Write(folder.PathOf("a"), SyntheticRun.Header(LedgerLevel.Deep), Steps);
        SyntheticRun.Write(folder.PathOf("other"), SyntheticRun.Header(LedgerLevel.Deep), Steps, record => record.Step < 9 ? record : record with { Loss = 1 });
        var bytes = File.ReadAllBytes(folder.PathOf("a"));
        var other = File.ReadAllBytes(folder.PathOf("other"));
        var length = BitConverter.ToInt32(bytes, 36);
        var answers = new Dictionary<string, int>(StringComparer.Ordinal);
        Gen.Select(
            Gen.Enum<Harm>(), Gen.Int[0, bytes.Length - 1], Gen.Int[0, bytes.Length - 1], Gen.Int[1, 255], Gen.Int[0, Steps], Gen.Int[0, Steps]).Array[1, 3]
            .Sample(
                harms =>
                {
                    var harmed = harms.Aggregate(bytes, (current, harm) => Harmed(current, other, length, harm));
                    if (harmed.AsSpan().SequenceEqual(bytes))
                    {
                        return;
                    }

                    File.WriteAllBytes(folder.PathOf("b"), harmed);
                    var answer = Answer(folder.PathOf("a"), folder.PathOf("b"));
                    Assert.NotEqual(nameof(LedgerAnswer.Identical), answer);
                    Assert.Equal(answer, Answer(folder.PathOf("b"), folder.PathOf("a")));
                    answers[answer] = answers.GetValueOrDefault(answer) + 1;
                },
                iter: mutations,
                threads: 1);

        // Were one of them never met, the damage would be too great or too small to find anything.
        foreach (var answer in (string[])[
            nameof(LedgerAnswer.SameSoFar), nameof(LedgerAnswer.Damaged), nameof(LedgerAnswer.Diverged), nameof(LedgerFault.Foreign),
            nameof(LedgerFault.Damaged) + " header"
        ])
        {
            Assert.True(answers.ContainsKey(answer), $"no {answer} among {string.Join(", ", answers)}");
        }
    }

    private static string Answer(string a, string b)
    {
        try
        {
            return SyntheticRun.Compare(a, b).Answer.ToString();
        }
        catch (LedgerException exception)
        {
            return exception.Fault == LedgerFault.Damaged ? "Damaged header" : exception.Fault.ToString();
        }
    }

    private static byte[] Harmed(byte[] bytes, byte[] other, int length, (Harm Harm, int At, int End, int Value, int Record, int OtherRecord) how)
    {
        if (bytes.Length == 0)
        {
            return bytes;
        }

        var start = other.Length - ((Steps + 1) * length);
        var (at, end) = (Math.Min(how.At, how.End) % bytes.Length, Math.Min(Math.Max(how.At, how.End), bytes.Length));
        end = Math.Max(at, end);
        var copy = (byte[])bytes.Clone();
        Span<byte> Record(byte[] of, int number) =>
            of.AsSpan(Math.Min(start + (number * length), Math.Max(0, of.Length - length)), Math.Min(length, of.Length));
        switch (how.Harm)
        {
            case Harm.Flip:
                copy[at] ^= (byte)how.Value;
                return copy;
            case Harm.Overwrite:
                copy.AsSpan(at, Math.Min(how.Value, copy.Length - at)).Fill((byte)how.Value);
                return copy;
            case Harm.CutEnd:
                return copy[..at];
            case Harm.TakeOut:
                return how.Value % 2 == 0
                    ? [.. copy[..at], .. copy[end..]]
                    : [.. copy[..Math.Min(start + (how.Record * length), copy.Length)], .. copy[Math.Min(start + ((how.Record + 1) * length), copy.Length)..]];
            case Harm.Insert:
                return [.. copy[..at], .. Enumerable.Repeat((byte)how.Value, how.Value), .. copy[at..]];
            case Harm.Swap:
                var kept = Record(copy, how.Record).ToArray();
                Record(copy, how.OtherRecord).CopyTo(Record(copy, how.Record));
                kept.CopyTo(Record(copy, how.OtherRecord));
                return copy;
            case Harm.FromOther:
                // A record of the other run, or all from one of its records on.
                return how.Value % 2 == 0 || copy.Length != other.Length
                    ? Replaced(copy, Record(copy, how.Record), Record(other, how.Record))
                    : [.. copy[..(start + (how.Record * length))], .. other[(start + (how.Record * length))..]];
            default:
                return [.. other.Skip(at).Take(how.Value)];
        }
    }

    private static byte[] Replaced(byte[] whole, Span<byte> target, ReadOnlySpan<byte> by)
    {
        by[..Math.Min(by.Length, target.Length)].CopyTo(target);
        return whole;
    }
}
