using System.Globalization;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Schema;

namespace Lockstep.Compare;

/// <summary>Which box a divergence comes from, as far as the locks can say.</summary>
/// <param name="Box">Where nothing that differs on record can have brought it about, the one that isn't shut.</param>
/// <param name="Reason">In one sentence or two.</param>
/// <param name="Candidates">All that can have brought it about, the likeliest first.</param>
public sealed record Blame(Box Box, string Reason, IReadOnlyList<Suspect> Candidates)
{
    private const int MostNamed = 8;
    private const int MostOthers = 4;
    private const Effects Beside = Effects.Length | Effects.Evaluation;

    /// <param name="divergence">Where the runs first differ.</param>
    /// <param name="run">What names the first run in a command.</param>
    public static Blame Of(FirstDivergence divergence, Suspects suspects, string run = "A")
    {
        var found = suspects.At(divergence, Direct(divergence), Hidden(divergence));
        if (found is not [var first, ..])
        {
            return Unlocked(divergence, suspects);
        }

        var before = Before(divergence);
        var isDirect = (first.Acts & Direct(divergence)) != 0;
        bool GoesWithFirst(Suspect suspect) =>
            suspect.Box == first.Box && suspect.Told is null == first.Told is null && !suspect.IsFound
                && suspect.Why == first.Why && (suspect.Acts & Direct(divergence)) != 0 == isDirect;
        Suspect[] named = first.IsFound ? [first] : [.. found.Where(GoesWithFirst)];
        Suspect[] others = [.. found.Except(named)];
        var why = first.Why ?? Why(divergence, first).Text;
        var reason = first.IsFound ? FoundReason(first)
            : first.Told is { } told ? Sentences.BlamedData.With(told, before)
            : named.Length == 1 ? Sentences.Blamed.With($"{first.Box}", first.Key, first.Values, why, before)
            : Sentences.BlamedAll.With($"{first.Box}", Named(named), why, before);
        return new Blame(first.Box, reason + Others(others) + (found.All(suspect => suspect.Box == Box.Environment) ? Sentences.Unseen.With(run) : ""), found);
    }

    /// <summary>Of results that differ where all steps are the same.</summary>
    /// <param name="step">Up to which they are.</param>
    public static Blame OfResults(Suspects suspects, long step)
    {
        var found = suspects.Beside(Beside);
        var number = step.ToString(CultureInfo.InvariantCulture);
        return found is not [var first, ..] ? new Blame(Box.Environment, Sentences.BesideUnknown.With($"{Box.Environment}", number), [])
            : first.IsFound ? new Blame(first.Box, FoundReason(first) + Others([.. found.Skip(1)]), found)
            : first.Told is { } told ? new Blame(first.Box, Sentences.BesideData.With(number, told) + Others([.. found.Skip(1)]), found)
            : new Blame(first.Box, Sentences.Beside.With($"{first.Box}", number, first.Named) + Others([.. found.Skip(1)]), found);
    }

    /// <summary>Of results that differ where a ledger is missing.</summary>
    /// <param name="isOfCommands">Whether the runs ran commands.</param>
    public static Blame WithoutLedger(Suspects suspects, bool isOfCommands = false)
    {
        Suspect[] found = [.. suspects.All.Where(suspect => suspect.Acts != Effects.None).OrderBy(suspect => suspect.Rank)];
        return found is [var first, ..]
            ? new Blame(
                first.Box,
                (first.IsFound ? FoundReason(first) : Sentences.WithoutLedger.With($"{first.Box}", first.Named)) + Others([.. found.Skip(1)]),
                found)
            : isOfCommands ? new Blame(Box.Randomness, Sentences.CommandUnexplained.Text, [])
            : new Blame(Box.Environment, Sentences.WithoutLedgerUnknown.With($"{Box.Environment}"), []);
    }

    /// <summary>The phase as it is printed.</summary>
    public static string Word(Phase phase) => PhaseWord.Of(phase);

    /// <summary>Where what acts there shows at once.</summary>
    internal static Effects Direct(FirstDivergence divergence) => MayBeOfAStepBefore(divergence)
        ? divergence.WeightsEqualAt + 1 < divergence.Step ? Effects.Backward | Effects.Update : Of(divergence.Phase) | Effects.Backward | Effects.Update
        : Of(divergence.Phase);

    /// <summary>
    /// Where what acts need not be seen before: an answer whose loss is the same, statistics of normalisation, gradients that aren't digested.
    /// </summary>
    private static Effects Hidden(FirstDivergence divergence) => divergence.Phase switch
    {
        _ when MayBeOfAStepBefore(divergence) => Effects.Forward | Effects.Backward | Effects.Update,
        Phase.Backward => Effects.Forward,
        Phase.Update => Effects.Forward | Effects.Backward,
        Phase.RandomState => Effects.Forward,
        _ => Effects.None,
    };

    private static Effects Of(Phase phase) => (Effects)(1 << (int)phase);

    /// <summary>Where weights aren't digested at each step, the backward pass or the update of a step before may be what first differed.</summary>
    private static bool MayBeOfAStepBefore(FirstDivergence divergence) =>
        divergence.Phase is Phase.Forward or Phase.Backward or Phase.Update && divergence.WeightsEqualAt != divergence.Step - 1;

    private static string Named(Suspect[] suspects)
    {
        string[] named = [.. suspects.Take(MostNamed).Select(suspect => suspect.Named)];
        return suspects.Length > MostNamed
            ? $"{string.Join(", ", named)} and {suspects.Length - MostNamed} more"
            : $"{string.Join(", ", named[..^1])} and {named[^1]}";
    }

    private static string FoundReason(Suspect found) => Sentences.CommandFound.With(found.Named);

    private static string Others(Suspect[] others)
    {
        string[] named = [.. others.Take(MostOthers).Select(suspect => $"{suspect.Box}: {suspect.Named}")];
        var rest = others.Length - named.Length;
        string[] all = rest == 0 ? named : [.. named, $"{Counted.Of(rest, "more thing")} that {(rest == 1 ? "differs" : "differ")}"];
        return all.Length == 0 ? "" : Sentences.Others.With(string.Join(", or ", all));
    }

    private static Sentence Why(FirstDivergence divergence, Suspect suspect)
    {
        var acts = suspect.Acts & Direct(divergence);
        acts = acts == 0 ? suspect.Acts & Hidden(divergence) : acts;
        return divergence is { InCommand: not null, Phase: Phase.Augment } ? Sentences.OfBatch
            : acts.HasFlag(Of(divergence.Phase)) ? Why(divergence.Phase)
            : Why(Enum.GetValues<Phase>().Last(phase => acts.HasFlag(Of(phase))));
    }

    private static Sentence Why(Phase phase) => phase switch
    {
        Phase.Initialization => Sentences.OfInitialization,
        Phase.Order => Sentences.OfOrder,
        Phase.Decode => Sentences.OfDecode,
        Phase.Augment => Sentences.OfAugment,
        Phase.Targets => Sentences.OfTargets,
        Phase.Forward => Sentences.OfForward,
        Phase.Backward => Sentences.OfBackward,
        Phase.Update => Sentences.OfUpdate,
        _ => Sentences.OfRandomState,
    };

    /// <summary>What is known to be the same.</summary>
    private static string Before(FirstDivergence divergence) => divergence.Phase switch
    {
        Phase.Initialization => Sentences.BeforeFirst.Text,
        Phase.Order => divergence.Step <= 1 ? Sentences.FirstWeightsSame.Text : Sentences.StepsSame.Text,
        Phase.Decode => Sentences.OrderSame.Text,
        Phase.Augment when divergence.InCommand is not null => Sentences.StepsSame.Text, // its pixels are not known
        Phase.Augment => Sentences.PixelsSame.Text,
        Phase.Targets => Sentences.ImagesSame.Text,
        Phase.Forward when divergence.WeightsEqualAt is { } at && at < divergence.Step - 1 =>
            Sentences.BatchSameWeightsOld.With(at.ToString(CultureInfo.InvariantCulture)),
        Phase.Forward => Sentences.BatchSame.Text,
        Phase.Backward => Sentences.LossSame.Text,
        Phase.Update => Sentences.GradientsSame.Text,
        _ => Sentences.WeightsSame.Text,
    };

    /// <summary>Nothing on record can have brought it about, so one of the boxes isn't shut: the phase says which.</summary>
    private static Blame Unlocked(FirstDivergence divergence, Suspects suspects)
    {
        string[] keys = [.. suspects.All.Take(MostOthers).Select(suspect => suspect.Told is null || suspect.IsFound ? suspect.Key : "samples")];
        var differs = keys.Length == 0
            ? Sentences.NoLock.Text
            : Sentences.NoneActs.With(string.Join(", ", keys) + (suspects.All.Count > MostOthers ? " and more" : ""), PhaseWord.Of(divergence));
        if (suspects.AreFast && divergence.Phase is (Phase.Forward or Phase.Backward or Phase.Update) && !divergence.Later.Contains(Phase.RandomState))
        {
            return new Blame(Box.Randomness, (divergence.InCommand is null ? Sentences.Fast : Sentences.CommandFast).With(differs), []);
        }

        var (box, what) = divergence.InCommand is null ? UnseenInTraining(divergence) : UnseenInCommand(divergence);
        return new Blame(box, Sentences.Unexplained.With($"{box}", differs, what), []);
    }

    private static (Box Box, string What) UnseenInTraining(FirstDivergence divergence) => divergence.Phase switch
    {
        Phase.Initialization => (Box.Randomness, Sentences.UnseenWeights.Text),
        Phase.Order => (Box.Randomness, Sentences.UnseenOrder.Text),
        Phase.Decode => (Box.Data, Sentences.UnseenFile.Text),
        Phase.Augment => (Box.Randomness, Sentences.UnseenAugmentation.Text),
        Phase.Targets => (Box.Data, Sentences.UnseenTargets.Text),
        Phase.Forward when divergence.Later.Contains(Phase.RandomState) => (Box.Randomness, Sentences.UnseenDraw.Text),
        Phase.Forward => (Box.Randomness, Sentences.UnseenForward.With(divergence.Layer is null ? "; 'ledger: deep' names the layer" : "")),
        Phase.Backward => (Box.Randomness, Sentences.UnseenBackward.Text),
        Phase.Update => (Box.Code, Sentences.UnseenUpdate.Text),
        _ => (Box.Randomness, Sentences.UnseenState.Text),
    };

    private static (Box Box, string What) UnseenInCommand(FirstDivergence divergence) => divergence.Phase switch
    {
        Phase.Initialization => (Box.Randomness, Sentences.CommandStart.Text),
        Phase.Order => (Box.Randomness, Sentences.CommandOrder.Text),
        Phase.Augment => (Box.Randomness, Sentences.CommandBatch.Text),
        Phase.Forward when divergence.Later.Contains(Phase.RandomState) => (Box.Randomness, Sentences.CommandDraw.Text),
        Phase.Forward => (Box.Randomness, Sentences.CommandForward.With(divergence.Layer is null ? "; '--ledger deep' names the module" : "")),
        Phase.Backward => (Box.Randomness, Sentences.CommandBackward.Text),
        Phase.Update => (Box.Code, Sentences.CommandUpdate.Text),
        _ => (Box.Randomness, Sentences.CommandState.Text),
    };
}
