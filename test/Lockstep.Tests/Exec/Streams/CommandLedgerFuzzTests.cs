using System.Globalization;
using CsCheck;
using Lockstep.Ledgers;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Streams;

/// <summary>
/// Damaged ledgers of commands give an answer or a <see cref="LedgerException"/>, and are never called identical.
/// LOCKSTEP_MUTATIONS says how many are tried.
/// </summary>
public sealed class CommandLedgerFuzzTests
{
    private const int Steps = 40;

    private enum Harm
    {
        Flip,
        FlipHeader,
        Overwrite,
        CutEnd,
        TakeOut,
        Insert,
        SwapBlocks,
        TakeOutBlock,
        FromOther,
    }

    [Fact]
    public void A_damaged_ledger_is_never_identical_and_never_a_crash()
    {
        var mutations = int.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_MUTATIONS") ?? "300", CultureInfo.InvariantCulture);
        using var folder = new TemporaryFolder();
        // Two processes, the first of several blocks.
        var (bytes, other) = (
            Write(folder, "a", step => step),
            Write(folder, "other", step => step.OptimizerStep == 15 ? step with { Losses = [(1, 1)] } : step));
        Assert.InRange(Blocks(bytes).Count, 4, 20);
        var answers = new Dictionary<string, int>(StringComparer.Ordinal);
        Gen.Select(Gen.Enum<Harm>(), Gen.Int[0, bytes.Length - 1], Gen.Int[0, bytes.Length - 1], Gen.Int[1, 255], Gen.Int[0, 7], Gen.Int[0, 7])
            .Array[1, 2]
            .Sample(
                harms =>
                {
                    var harmed = harms.Aggregate(bytes, (current, harm) => Harmed(current, other, harm));
                    if (harmed.AsSpan().SequenceEqual(bytes))
                    {
                        return;
                    }

                    File.WriteAllBytes(folder.PathOf("b.bin"), harmed);
                    var answer = Answer(folder.PathOf("a.bin"), folder.PathOf("b.bin"));
                    Assert.NotEqual(nameof(LedgerAnswer.Identical), answer);
                    Assert.Equal(answer, Answer(folder.PathOf("b.bin"), folder.PathOf("a.bin")));
                    answers[answer] = answers.GetValueOrDefault(answer) + 1;
                },
                iter: mutations,
                threads: 1);

        // Rarer ones, as of a newer format, need not come by chance.
        foreach (var answer in (string[])[nameof(LedgerAnswer.SameSoFar), nameof(LedgerAnswer.Damaged), "Damaged header"])
        {
            Assert.True(answers.ContainsKey(answer), $"no {answer} among {string.Join(", ", answers)}");
        }
    }

    [Theory]
    [InlineData(1, "is damaged: its digest is not that of its bytes")]
    [InlineData(2, "lies the record of step")]
    [InlineData(3, "does not continue the one before it: it is from another run")]
    public void What_is_wrong_with_a_block_is_said(int harm, string message)
    {
        using var folder = new TemporaryFolder();
        var (bytes, other) = (
            Write(folder, "a", step => step),
            Write(folder, "other", step => step.OptimizerStep == 3 ? step with { Losses = [(1, 1)] } : step));
        var blocks = Blocks(bytes);
        switch (harm)
        {
            case 1:
                bytes[blocks[1].At + 5000] ^= 1;
                break;
            case 2:
                bytes = [.. bytes[..blocks[1].At], .. bytes[blocks[2].At..]];
                break;
            default:
                other.AsSpan(blocks[1].At, blocks[1].Length).CopyTo(bytes.AsSpan(blocks[1].At));
                break;
        }

        File.WriteAllBytes(folder.PathOf("b.bin"), bytes);
        var comparison = SyntheticCommand.Compare(folder.PathOf("a.bin"), folder.PathOf("b.bin"));
        Assert.Equal(LedgerAnswer.Damaged, comparison.Answer);
        Assert.Contains(message, comparison.DamageOfB?.ToString(), StringComparison.Ordinal);
        Assert.InRange(comparison.EqualSteps, 5, 20);
    }

    private static string Answer(string a, string b)
    {
        try
        {
            return SyntheticCommand.Compare(a, b).Answer.ToString();
        }
        catch (LedgerException exception)
        {
            return exception.Fault == LedgerFault.Damaged ? "Damaged header" : exception.Fault.ToString();
        }
    }

    private static byte[] Write(TemporaryFolder folder, string name, Func<SyntheticStep, SyntheticStep> change)
    {
        foreach (var (pid, script, steps) in new[] { (5, "train.py", Steps), (9, "tune.py", 3) })
        {
            using var stream = SyntheticStream.Of(folder.PathOf($"{name}/streams"), pid, 100 * pid, script);
            stream.Optimizer();
            for (var step = 0L; step <= steps; step++)
            {
                // Few and long, so that there are several blocks and not much to look at.
                stream.Step(change(SyntheticCommand.Step(step)) with { Parameters = [.. Enumerable.Range(1, 8000).Select(digest => (uint)digest)] });
            }
        }

        return File.ReadAllBytes(SyntheticCommand.Ledger(folder, name));
    }

    private static List<(int At, int Length)> Blocks(byte[] bytes)
    {
        var blocks = new List<(int At, int Length)>();
        for (var at = 128; at + 56 <= bytes.Length && BitConverter.ToInt32(bytes, at) is >= 56 and var length && length <= bytes.Length - at; at += length)
        {
            blocks.Add((at, length));
        }

        return blocks;
    }

    private static byte[] Harmed(byte[] bytes, byte[] other, (Harm Harm, int At, int End, int Value, int Block, int OtherBlock) how)
    {
        if (bytes.Length < 200)
        {
            return bytes;
        }

        var (at, end) = (Math.Min(how.At, how.End) % bytes.Length, Math.Min(Math.Max(how.At, how.End), bytes.Length));
        end = Math.Max(at, end);
        var copy = (byte[])bytes.Clone();
        var blocks = Blocks(copy);
        var (first, second) = (
            blocks.Count == 0 ? (128, 0) : blocks[how.Block % blocks.Count],
            blocks.Count == 0 ? (128, 0) : blocks[how.OtherBlock % blocks.Count]);
        byte[] Block((int At, int Length) block) => copy[block.At..(block.At + block.Length)];
        switch (how.Harm)
        {
            case Harm.Flip:
                copy[at] ^= (byte)how.Value;
                return copy;
            case Harm.FlipHeader:
                copy[at % 128] ^= (byte)how.Value;
                return copy;
            case Harm.Overwrite:
                copy.AsSpan(at, Math.Min(how.Value, copy.Length - at)).Fill((byte)how.Value);
                return copy;
            case Harm.CutEnd:
                return copy[..at];
            case Harm.TakeOut:
                return [.. copy[..at], .. copy[end..]];
            case Harm.Insert:
                return [.. copy[..at], .. Enumerable.Repeat((byte)how.Value, how.Value), .. copy[at..]];
            case Harm.SwapBlocks when first.Item1 < second.Item1:
                return
                [
                    .. copy[..first.Item1],
                    .. Block(second),
                    .. copy[(first.Item1 + first.Item2)..second.Item1],
                    .. Block(first),
                    .. copy[(second.Item1 + second.Item2)..],
                ];
            case Harm.TakeOutBlock:
                return [.. copy[..first.Item1], .. copy[(first.Item1 + first.Item2)..]];
            case Harm.FromOther when copy.Length == other.Length:
                other.AsSpan(first.Item1, first.Item2).CopyTo(copy.AsSpan(first.Item1));
                return copy;
            default:
                return copy;
        }
    }
}
