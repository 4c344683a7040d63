using Lockstep.Ledgers;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Ledgers;

/// <summary>Ledgers that begin after some steps, or digest tensors in another way: what a header of version 2 says.</summary>
public sealed class LedgerFromAStepTests : IDisposable
{
    private const long First = 6;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Reads_back_by_its_own_steps_and_a_flipped_bit_of_it_is_noticed()
    {
        var header = SyntheticRun.Header() with { First = First, Digests = DigestKind.Sums };
        var path = Later("ledger.bin", header, 20);
        using (var ledger = Ledger.Open(path))
        {
            Assert.Equal((First, DigestKind.Sums, 15, 21), (ledger.Header.First, ledger.Header.Digests, ledger.Count, ledger.End));
            Assert.Equal(SyntheticRun.Step(9).Loss, ledger.Read(9).Loss);
            Assert.Null(ledger.FindDamage(First, ledger.End, TestContext.Current.CancellationToken));
        }

        var bytes = File.ReadAllBytes(path);
        for (var place = 0; place < 120; place++)
        {
            File.WriteAllBytes(path, [.. bytes[..place], (byte)(bytes[place] ^ 4), .. bytes[(place + 1)..]]);
            Assert.Throws<LedgerException>(() => Ledger.Open(path).Dispose());
        }
    }

    [Fact]
    public void Goes_on_after_a_step_to_the_same_bytes()
    {
        var header = SyntheticRun.Header() with { First = First };
        var whole = Later("whole.bin", header, 20);
        var cut = Later("cut.bin", header, 15);
        using (var writer = LedgerWriter.Continue(cut, header, 11))
        {
            for (var step = 12L; step <= 20; step++)
            {
                writer.Append(SyntheticRun.Step(step));
            }
        }

        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(cut));
    }

    [Theory]
    [InlineData(Phase.Forward)]
    [InlineData(Phase.Update)]
    [InlineData(Phase.RandomState)]
    public void Is_compared_with_one_from_the_beginning_where_both_go(Phase phase)
    {
        SyntheticRun.Write(folder.PathOf("a.bin"), SyntheticRun.Header(), 20);
        var same = SyntheticRun.Compare(folder.PathOf("a.bin"), Later("b.bin", SyntheticRun.Header() with { First = First }, 20));
        Assert.Equal((LedgerAnswer.SameSoFar, 21), (same.Answer, same.EqualSteps));
        Assert.Contains("B's ledger begins after step 6; what comes before is not compared.", same.Notes);

        foreach (var at in (long[])[First + 1, 14, 20])
        {
            var parted = SyntheticRun.Compare(
                folder.PathOf("a.bin"),
                Later("c.bin", SyntheticRun.Header() with { First = First }, 20, record => record.Step == at ? Changed(record, phase) : record));
            Assert.Equal((LedgerAnswer.Diverged, at, phase), (parted.Answer, parted.Divergence?.Step, parted.Divergence?.Phase));
        }

        // The state that it begins with is compared as well.
        var state = SyntheticRun.Compare(
            Later("d.bin", SyntheticRun.Header() with { First = First }, 20, record => record.Step == First ? record with { Weights = 1 } : record),
            folder.PathOf("a.bin"));
        Assert.Equal((First, Phase.Update), (state.Divergence?.Step, state.Divergence?.Phase));
    }

    [Fact]
    public void Two_that_begin_after_the_same_step_are_compared_to_the_end()
    {
        var header = SyntheticRun.Header() with { First = First };
        var a = Later("a.bin", header, 20);
        Assert.Equal((LedgerAnswer.Identical, 21), SyntheticRun.Compare(a, Later("b.bin", header, 20)) is var same ? (same.Answer, same.EqualSteps) : default);
        var parted = SyntheticRun.Compare(a, Later("c.bin", header, 20, record => record.Step == 13 ? Changed(record, Phase.Update) : record));
        Assert.Equal((13, Phase.Update, 12), (parted.Divergence?.Step, parted.Divergence?.Phase, parted.Divergence?.WeightsEqualAt));
    }

    [Fact]
    public void Digests_of_two_kinds_are_never_identical_and_never_a_divergence()
    {
        SyntheticRun.Write(folder.PathOf("a.bin"), SyntheticRun.Header(), 20);
        SyntheticRun.Write(folder.PathOf("b.bin"), SyntheticRun.Header() with { Digests = DigestKind.Sums }, 20);
        var alike = SyntheticRun.Compare(folder.PathOf("a.bin"), folder.PathOf("b.bin"));
        Assert.Equal((LedgerAnswer.SameSoFar, null), (alike.Answer, alike.Divergence));
        Assert.Contains(alike.Notes, note => note.StartsWith(
            "The digests of tensors can't be compared: A's are XXH128 of the bytes, made on the processor, B's sums, made on the device.",
            StringComparison.Ordinal));

        // As a device's really are: of the same tensors, and other digests; and of other generators.
        SyntheticRun.Write(folder.PathOf("c.bin"), SyntheticRun.Header() with { Digests = DigestKind.Sums }, 20, record => record with
        {
            Images = ~record.Images,
            Targets = ~record.Targets,
            Gradients = ~record.Gradients,
            Weights = ~record.Weights,
            Random = ~record.Random
        });
        Assert.Equal(LedgerAnswer.SameSoFar, SyntheticRun.Compare(folder.PathOf("a.bin"), folder.PathOf("c.bin")).Answer);

        // What both hold as numbers still parts them.
        SyntheticRun.Write(folder.PathOf("d.bin"), SyntheticRun.Header() with { Digests = DigestKind.Sums }, 20, record =>
            record.Step == 9 ? Changed(record, Phase.Forward) : record);
        var parted = SyntheticRun.Compare(folder.PathOf("a.bin"), folder.PathOf("d.bin"));
        Assert.Equal(
            (LedgerAnswer.Diverged, 9, Phase.Forward, null),
            (parted.Answer, parted.Divergence?.Step, parted.Divergence?.Phase, parted.Divergence?.WeightsEqualAt));
    }

    private static StepRecord Changed(StepRecord record, Phase phase) => phase switch
    {
        Phase.Forward => record with { Loss = record.Loss + 1 },
        Phase.Update => record with { Weights = 1 },
        _ => record with { Random = 1 },
    };

    private string Later(string name, LedgerHeader header, long steps, Func<StepRecord, StepRecord>? change = null)
    {
        var path = folder.PathOf(name);
        File.Delete(path);
        using var writer = LedgerWriter.Create(path, header);
        for (var step = header.First; step <= steps; step++)
        {
            var record = SyntheticRun.Step(step);
            // It begins with a state: with nothing of the step that made it.
            record = step == header.First ? new StepRecord { Step = step, Epoch = 0, Weights = record.Weights, Random = record.Random } : record;
            writer.Append(change is null ? record : change(record));
        }

        return path;
    }
}
