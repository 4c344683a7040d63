using Lockstep.Ledgers;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Ledgers;

public sealed class LedgerTests
{
    [Theory]
    [InlineData(LedgerLevel.Standard)]
    [InlineData(LedgerLevel.Deep)]
    public void Every_record_reads_back_as_it_was_written(LedgerLevel level)
    {
        using var folder = new TemporaryFolder();
        var header = SyntheticRun.Header(level, interval: 3);
        SyntheticRun.Write(folder.PathOf("l"), header, 20);
        using var ledger = Ledger.Open(folder.PathOf("l"));
        Assert.Equal(header.Layers, ledger.Header.Layers);
        Assert.Equal(header with { Layers = [] }, ledger.Header with { Layers = [] });
        Assert.Equal((21, 0), (ledger.Count, ledger.TornBytes));
        Assert.Null(ledger.FindDamage(0, ledger.Count, TestContext.Current.CancellationToken));
        for (var step = 0L; step <= 20; step++)
        {
            Assert.Equivalent(SyntheticRun.Step(step, level, interval: 3) with { Chain = ledger.Read(step).Chain }, ledger.Read(step), strict: true);
        }
    }

    [Fact]
    public void A_batch_of_128_takes_at_most_64_bytes_a_sample()
    {
        using var folder = new TemporaryFolder();
        SyntheticRun.Write(folder.PathOf("l"), SyntheticRun.Header(slots: 128), 100);
        Assert.InRange(new FileInfo(folder.PathOf("l")).Length / (100.0 * 128), 16, 64);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(200)]
    public void A_torn_tail_is_left_out(int torn)
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("l");
        SyntheticRun.Write(path, SyntheticRun.Header(), 10);
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(file.Length - torn);
        }

        using var ledger = Ledger.Open(path);
        Assert.Equal(10, ledger.Count);
        Assert.True(ledger.TornBytes > 0);
        Assert.Null(ledger.FindDamage(0, ledger.Count, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_tail_of_zeros_is_torn_and_not_damaged()
    {
        using var folder = new TemporaryFolder();
        SyntheticRun.Write(folder.PathOf("l"), SyntheticRun.Header(), 10);
        using (var file = File.OpenWrite(folder.PathOf("l")))
        {
            file.SetLength(file.Length + 1000);
        }

        using var ledger = Ledger.Open(folder.PathOf("l"));
        Assert.Equal((11, 1000), (ledger.Count, ledger.TornBytes));
    }

    [Fact]
    public void Flips_moves_and_records_of_another_run_are_told_apart()
    {
        using var folder = new TemporaryFolder();
        SyntheticRun.Write(folder.PathOf("a"), SyntheticRun.Header(), 10);
        SyntheticRun.Write(folder.PathOf("b"), SyntheticRun.Header(), 10, record => record with { Random = record.Random + 1 });
        var bytes = File.ReadAllBytes(folder.PathOf("a"));
        var other = File.ReadAllBytes(folder.PathOf("b"));
        var length = RecordLength(folder.PathOf("a"));
        var start = bytes.Length - (11 * length);

        RecordDamage Damage(Action<byte[]> harm)
        {
            var harmed = (byte[])bytes.Clone();
            harm(harmed);
            File.WriteAllBytes(folder.PathOf("c"), harmed);
            using var ledger = Ledger.Open(folder.PathOf("c"));
            return Assert.IsType<RecordDamage>(ledger.FindDamage(0, ledger.Count, TestContext.Current.CancellationToken));
        }

        Assert.Equal(new RecordDamage(DamageKind.Altered, 4, start + (4 * length)), Damage(harmed => harmed[start + (4 * length) + 30] ^= 4));
        Assert.Equal(
            new RecordDamage(DamageKind.Misplaced, 4, start + (4 * length), 7),
            Damage(harmed => bytes.AsSpan(start + (7 * length), length).CopyTo(harmed.AsSpan(start + (4 * length)))));
        Assert.Equal(
            new RecordDamage(DamageKind.Unchained, 4, start + (4 * length)),
            Damage(harmed => other.AsSpan(start + (4 * length), length).CopyTo(harmed.AsSpan(start + (4 * length)))));
    }

    [Theory]
    [InlineData("", LedgerFault.Torn)]
    [InlineData("PK\u0003\u0004 an archive, and long enough to hold a header of a ledger, were it one; it goes on and on and on", LedgerFault.Foreign)]
    [InlineData("#", LedgerFault.Foreign)]
    public void A_file_that_is_no_ledger_is_named_so(string text, LedgerFault fault)
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.Throws<LedgerException>(() => Ledger.Open(folder.Write("l", text)));
        Assert.Equal(fault, exception.Fault);
        Assert.Contains(folder.PathOf("l"), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flipped_bit_of_the_header_is_noticed_wherever_it_lies()
    {
        using var folder = new TemporaryFolder();
        SyntheticRun.Write(folder.PathOf("l"), SyntheticRun.Header(LedgerLevel.Deep), 3);
        var bytes = File.ReadAllBytes(folder.PathOf("l"));
        var header = bytes.Length - (4 * RecordLength(folder.PathOf("l")));
        for (var bit = 0; bit < header * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(folder.PathOf("c"), bytes);
            Assert.Throws<LedgerException>(() => Ledger.Open(folder.PathOf("c")));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A_resumed_run_goes_on_after_its_step_and_ends_with_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        var header = SyntheticRun.Header();
        SyntheticRun.Write(folder.PathOf("whole"), header, 20);
        SyntheticRun.Write(folder.PathOf("l"), header, 15, record => record.Step > 12 ? record with { Loss = 9 } : record);
        using (var file = File.OpenWrite(folder.PathOf("l")))
        {
            file.SetLength(file.Length - 7);
        }

        using (var writer = LedgerWriter.Continue(folder.PathOf("l"), header, 12))
        {
            for (var step = 13; step <= 20; step++)
            {
                writer.Append(SyntheticRun.Step(step));
            }
        }

        Assert.Equal(File.ReadAllBytes(folder.PathOf("whole")), File.ReadAllBytes(folder.PathOf("l")));
    }

    [Fact]
    public void Another_runs_ledger_or_one_that_is_too_short_is_not_continued_and_stays_as_it_is()
    {
        using var folder = new TemporaryFolder();
        SyntheticRun.Write(folder.PathOf("l"), SyntheticRun.Header(), 10);
        var bytes = File.ReadAllBytes(folder.PathOf("l"));
        Assert.Equal(
            LedgerFault.Foreign, Assert.Throws<LedgerException>(() => LedgerWriter.Continue(folder.PathOf("l"), SyntheticRun.Header(seed: 8), 5)).Fault);
        Assert.Equal(LedgerFault.Torn, Assert.Throws<LedgerException>(() => LedgerWriter.Continue(folder.PathOf("l"), SyntheticRun.Header(), 11)).Fault);
        Assert.Equal(bytes, File.ReadAllBytes(folder.PathOf("l")));
    }

    private static int RecordLength(string path) => BitConverter.ToInt32(File.ReadAllBytes(path), 36);
}
