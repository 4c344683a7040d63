using CsCheck;
using Lockstep.Ledgers;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Ledgers;

public sealed class LedgerPairTests
{
    /// <summary>A phase, and a change of a record that begins there; what comes later in the step differs too, as in a real run.</summary>
    private static readonly (Phase Phase, Func<StepRecord, int, StepRecord> Change)[] Changes =
    [
        (Phase.Order, (record, place) => record with { Ids = Changed(record.Ids, place, id => id + 1), Images = 1, Loss = 1 }),
        (Phase.Decode, (record, place) => record with { Decoded = Changed(
            record.Decoded, place, digest => digest ^ 1), Augmented = Changed(record.Augmented, place, digest => digest ^ 1), Images = 1 }),
        (Phase.Augment, (record, place) => record with { Augmented = Changed(record.Augmented, place, digest => digest ^ 1), Images = 1, Loss = 1 }),
        (Phase.Augment, (record, _) => record with { Images = 1, Weights = 1 }),
        (Phase.Targets, (record, _) => record with { Targets = 1, Loss = 1 }),
        (Phase.Forward, (record, _) =>
            record with { Loss = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(record.Loss) + 1), Gradients = 1, Weights = 1 }),
        (Phase.Backward, (record, _) => record with { Gradients = 1, Weights = 1 }),
        (Phase.Update, (record, _) => record with { Weights = 1 }),
        (Phase.Update, (record, _) => record with { LearningRate = Math.BitIncrement(record.LearningRate), Weights = 1 }),
        (Phase.RandomState, (record, _) => record with { Random = 1 }),
    ];

    [Fact]
    public void Two_runs_that_are_equal_up_to_a_drawn_step_and_phase_part_exactly_there() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[0, 30], Gen.Int[0, Changes.Length - 1], Gen.Int[0, 2], Gen.Enum<LedgerLevel>())
            .Sample(
                (at, more, which, place, level) =>
                {
                    using var folder = new TemporaryFolder();
                    var (phase, change) = Changes[which];
                    SyntheticRun.Write(folder.PathOf("a"), SyntheticRun.Header(level), at + more);
                    // After the first difference nothing is ever the same again.
                    SyntheticRun.Write(folder.PathOf("b"), SyntheticRun.Header(), at + more, record => record.Step < at
                        ? record
                        : record.Step > at ? record with { Loss = -1, Random = 3, Ids = Changed(record.Ids, 0, id => ~id) } : change(record, place));
                    var found = SyntheticRun.Compare(folder.PathOf("a"), folder.PathOf("b"));
                    Assert.Equal((LedgerAnswer.Diverged, (long)at), (found.Answer, found.EqualSteps));
                    Assert.Equal(((long?)at, (Phase?)phase), (found.Divergence?.Step, found.Divergence?.Phase));
                    if (phase is Phase.Order or Phase.Decode && found.Divergence is { } divergence)
                    {
                        Assert.Equal(place, Assert.Single(divergence.Samples).Place);
                        Assert.Equal(SyntheticRun.Step(at).Ids[place], divergence.Samples[0].A);
                    }
                },
                iter: 300,
                threads: 1);

    /// <summary>What changes no batch, loss, gradient or weight in its step.</summary>
    private static readonly (Phase Phase, Func<StepRecord, StepRecord> Change)[] Lost =
    [
        (Phase.Decode, record => record with { Decoded = Changed(record.Decoded, 1, digest => digest ^ 1) }),
        (Phase.Augment, record => record with { Augmented = Changed(record.Augmented, 1, digest => digest ^ 1) }),
        (Phase.Order, record => record with { Ids = Changed(record.Ids, 1, id => id + 1) }),
        (Phase.Update, record => record with { LearningRate = Math.BitIncrement(record.LearningRate) }),
    ];

    [Fact]
    public void A_difference_that_is_lost_in_its_step_is_told_and_the_search_goes_on_to_the_first_that_is_not()
    {
        using var folder = new TemporaryFolder();
        SyntheticRun.Write(folder.PathOf("a"), SyntheticRun.Header(), 900);
        foreach (var (phase, change) in Lost)
        {
            foreach (var end in (long[])[6, 7, 500, 900])
            {
                SyntheticRun.Write(folder.PathOf("b"), SyntheticRun.Header(), 900, record => record.Step == end
                    ? change(record) with { Weights = 1 }
                    : record.Step >= 5 && record.Step % 8 != 0
                    ? change(record)
                    : record);
                var found = SyntheticRun.Compare(folder.PathOf("a"), folder.PathOf("b"));
                Assert.Equal((LedgerAnswer.Diverged, end, Phase.Update), (found.Answer, found.EqualSteps, found.Divergence?.Phase));
                Assert.Equal((5L, phase), (found.Lost?.Step, found.Lost?.Phase));
                File.Delete(folder.PathOf("b"));
            }

            SyntheticRun.Write(folder.PathOf("b"), SyntheticRun.Header(), 900, record => record.Step == 5 ? change(record) : record);
            var none = SyntheticRun.Compare(folder.PathOf("a"), folder.PathOf("b"));
            Assert.Equal((LedgerAnswer.WithoutConsequence, null, 5L), (none.Answer, none.Divergence, none.Lost?.Step));
            var bytes = File.ReadAllBytes(folder.PathOf("b"));
            bytes[^300] ^= 1;
            File.WriteAllBytes(folder.PathOf("b"), bytes);
            Assert.Equal(LedgerAnswer.Damaged, SyntheticRun.Compare(folder.PathOf("a"), folder.PathOf("b")).Answer);
            File.Delete(folder.PathOf("b"));
        }
    }

    [Fact]
    public void Of_two_places_whose_pixels_differ_the_one_that_reaches_the_batch_is_named()
    {
        using var folder = new TemporaryFolder();
        SyntheticRun.Write(folder.PathOf("a"), SyntheticRun.Header(), 9);
        SyntheticRun.Write(folder.PathOf("b"), SyntheticRun.Header(), 9, record => record.Step != 5 ? record : record with
        {
            Decoded = Changed(Changed(record.Decoded, 1, digest => digest ^ 1), 3, digest => digest ^ 1),
            Augmented = Changed(record.Augmented, 3, digest => digest ^ 1),
            Images = 1,
        });
        Assert.Equal(3, Assert.Single(SyntheticRun.Compare(folder.PathOf("a"), folder.PathOf("b")).Divergence?.Samples ?? []).Place);
    }

    [Fact]
    public void A_layer_that_differs_alone_is_found_and_named()
    {
        using var folder = new TemporaryFolder();
        var header = SyntheticRun.Header(LedgerLevel.Deep);
        SyntheticRun.Write(folder.PathOf("a"), header, 30);
        SyntheticRun.Write(
            folder.PathOf("forward"), header, 30, record => record.Step == 17 ? record with { Activations = Changed(record.Activations, 1, _ => 1) } : record);
        SyntheticRun.Write(folder.PathOf("backward"), header, 30, record =>
            record.Step == 17 ? record with { LayerGradients = Changed(Changed(record.LayerGradients, 0, _ => 1), 1, _ => 1) } : record);
        var forward = SyntheticRun.Compare(folder.PathOf("a"), folder.PathOf("forward")).Divergence;
        Assert.Equal((17L, Phase.Forward, "bn1"), (forward?.Step, forward?.Phase, forward?.Layer));
        var backward = SyntheticRun.Compare(folder.PathOf("a"), folder.PathOf("backward")).Divergence;
        Assert.Equal((17L, Phase.Backward, "bn1"), (backward?.Step, backward?.Phase, backward?.Layer));
    }

    [Fact]
    public void Other_first_weights_are_another_initialization()
    {
        using var folder = new TemporaryFolder();
        SyntheticRun.Write(folder.PathOf("a"), SyntheticRun.Header(), 3);
        SyntheticRun.Write(folder.PathOf("b"), SyntheticRun.Header(), 3, record => record with { Weights = 5 });
        var divergence = SyntheticRun.Compare(folder.PathOf("a"), folder.PathOf("b")).Divergence;
        Assert.Equal((0L, Phase.Initialization), (divergence?.Step, divergence?.Phase));
    }

    [Fact]
    public void Where_weights_were_last_known_to_be_equal_is_said()
    {
        using var folder = new TemporaryFolder();
        SyntheticRun.Write(folder.PathOf("a"), SyntheticRun.Header(interval: 5), 30);
        SyntheticRun.Write(folder.PathOf("b"), SyntheticRun.Header(interval: 5), 30, record => record.Step >= 13 ? record with { Loss = 1 } : record);
        var divergence = SyntheticRun.Compare(folder.PathOf("a"), folder.PathOf("b")).Divergence;
        Assert.Equal((13L, Phase.Forward, 10L), (divergence?.Step, divergence?.Phase, divergence?.WeightsEqualAt));
    }

    [Fact]
    public void Ledgers_that_took_weights_at_different_steps_are_compared_by_what_both_have()
    {
        using var folder = new TemporaryFolder();
        SyntheticRun.Write(folder.PathOf("a"), SyntheticRun.Header(), 30);
        SyntheticRun.Write(folder.PathOf("b"), SyntheticRun.Header(interval: 5), 30);
        SyntheticRun.Write(folder.PathOf("c"), SyntheticRun.Header(interval: 5), 30, record => record.Step >= 21 ? record with { Loss = 1 } : record);
        Assert.Equal(LedgerAnswer.SameSoFar, SyntheticRun.Compare(folder.PathOf("a"), folder.PathOf("b")).Answer);
        Assert.Equal(21, SyntheticRun.Compare(folder.PathOf("a"), folder.PathOf("c")).Divergence?.Step);
    }

    [Fact]
    public void The_places_that_no_sample_fills_play_no_part()
    {
        using var folder = new TemporaryFolder();
        SyntheticRun.Write(folder.PathOf("a"), SyntheticRun.Header(), 5);
        using (var writer = LedgerWriter.Create(folder.PathOf("b"), SyntheticRun.Header(slots: 64)))
        {
            for (var step = 0; step <= 5; step++)
            {
                writer.Append(SyntheticRun.Step(step));
            }
        }

        Assert.Equal(LedgerAnswer.Identical, SyntheticRun.Compare(folder.PathOf("a"), folder.PathOf("b")).Answer);
    }

    [Fact]
    public void A_shorter_ledger_is_the_same_so_far_and_the_end_is_named()
    {
        using var folder = new TemporaryFolder();
        SyntheticRun.Write(folder.PathOf("a"), SyntheticRun.Header(), 30);
        SyntheticRun.Write(folder.PathOf("b"), SyntheticRun.Header(), 12);
        var found = SyntheticRun.Compare(folder.PathOf("a"), folder.PathOf("b"));
        Assert.Equal((LedgerAnswer.SameSoFar, 13L), (found.Answer, found.EqualSteps));
        Assert.Contains("B's ledger ends after step 12, the other after step 30", Assert.Single(found.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_is_no_divergence_and_the_running_digest_after_it_says_that_the_runs_were_alike()
    {
        using var folder = new TemporaryFolder();
        SyntheticRun.Write(folder.PathOf("a"), SyntheticRun.Header(), 30);
        var bytes = File.ReadAllBytes(folder.PathOf("a"));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(folder.PathOf("b"), bytes);
        var found = SyntheticRun.Compare(folder.PathOf("a"), folder.PathOf("b"));
        Assert.Equal(LedgerAnswer.Damaged, found.Answer);
        Assert.Null(found.DamageOfA);
        Assert.Equal(DamageKind.Altered, found.DamageOfB?.Kind);
        Assert.Contains(found.Notes, note => note.Contains("the runs were alike up to there", StringComparison.Ordinal));
    }

    private static T[] Changed<T>(IReadOnlyList<T> list, int place, Func<T, T> change) =>
        [.. list.Select((item, index) => index == place ? change(item) : item)];
}
