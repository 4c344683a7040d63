using System.Globalization;

namespace Lockstep.Ledgers.Commands;

/// <summary>What the ledgers of two runs say of one process that both have.</summary>
internal sealed class ProcessComparison : IDisposable
{
    private readonly LedgerProcess process;
    private readonly StepCursor a;
    private readonly StepCursor b;
    private readonly bool areBothDeep;
    private (LedgerOptimizer? OfA, LedgerOptimizer? OfB) alike;
    private OutputDifference? output;
    private long? weightsEqualAt;
    private bool hasStarted;
    private long steps;

    public ProcessComparison(LedgerProcess process, LedgerRecords a, LedgerRecords b, bool areBothDeep)
    {
        this.process = process;
        (this.a, this.b) = (new StepCursor(a), new StepCursor(b));
        this.areBothDeep = areBothDeep;
    }

    public LedgerProcess Process => process;

    /// <summary>Steps that are the same, and one for the state before the first.</summary>
    public long EqualSteps => steps + (hasStarted ? 1 : 0);

    /// <summary>The first that isn't lost in its step.</summary>
    public FirstDivergence? Divergence { get; private set; }

    /// <summary>The first that is lost in its step, where it comes before.</summary>
    public FirstDivergence? Lost { get; private set; }

    public RecordDamage? DamageOfA => a.Damage;

    public RecordDamage? DamageOfB => b.Damage;

    /// <summary>Why not all was compared, in a sentence; null where all was, or a ledger is damaged.</summary>
    public string? Ending { get; private set; }

    public ProcessComparison Compare(CancellationToken cancellation)
    {
        while (ToNextSteps())
        {
            cancellation.ThrowIfCancellationRequested();
            if (output is null && a.Body.SequenceEqual(b.Body) && AreNamedAlike())
            {
                CountEqual();
                continue;
            }

            if (Difference() is not { } found)
            {
                CountEqual();
                continue;
            }

            if (!found.IsLost)
            {
                Divergence = found;
                return this;
            }

            Lost ??= found;
            CountEqual();
        }

        return this;
    }

    public void Dispose()
    {
        a.Dispose();
        b.Dispose();
    }

    /// <summary>Goes on to the next step of both, comparing what modules gave on the way.</summary>
    private bool ToNextSteps()
    {
        output = null;
        if (!areBothDeep)
        {
            return (a.TryStep(), b.TryStep()) is var (hasA, hasB) && ((hasA && hasB) || Stop(hasA, hasB));
        }

        while (true)
        {
            var (hasA, hasB) = (a.TryNext(), b.TryNext());
            if (!hasA || !hasB)
            {
                return Stop(hasA, hasB);
            }

            if (a.IsStep && b.IsStep)
            {
                return true;
            }

            if (a.IsStep != b.IsStep)
            {
                output ??= OutputDifference.OfOne(a.IsStep ? b.Body : a.Body, isOfA: b.IsStep);
                (hasA, hasB) = (a.IsStep || a.TryStep(), b.IsStep || b.TryStep());
                return (hasA && hasB) || Stop(hasA, hasB);
            }

            if (output is null && !a.Body.SequenceEqual(b.Body))
            {
                output = OutputDifference.Between(a.Body, b.Body);
            }
        }
    }

    /// <summary>Says what is to be said where a ledger has no further step.</summary>
    private bool Stop(bool hasA, bool hasB)
    {
        if (DamageOfA is null && DamageOfB is null)
        {
            var after = string.Create(CultureInfo.InvariantCulture, $"after {Counted.Of(Math.Max(0, EqualSteps - 1), "step")}");
            Ending = hasA != hasB ? $"{(hasA ? "B" : "A")}'s {process.Label} ends {after}, the other goes on; what comes after can't be compared."
                : output is not null ? $"{process.Label}, {after}: {output.What} differs, and no step follows."
                : null;
        }

        return false;
    }

    private bool AreNamedAlike()
    {
        if (a.OptimizerCount != b.OptimizerCount || !StepBody.TryParse(a.Body, out var step))
        {
            return false;
        }

        var (left, right) = (a.Optimizer(step.Optimizer), b.Optimizer(step.Optimizer));
        if (alike != (left, right))
        {
            alike = left.IsLike(right) ? (left, right) : default;
        }

        return alike == (left, right);
    }

    private void CountEqual()
    {
        if (!StepBody.TryParse(a.Body, out var left) || !StepBody.TryParse(b.Body, out var right))
        {
            return;
        }

        hasStarted = true;
        steps += left.OptimizerStep > 0 ? 1 : 0;
        if (!left.Parameters.IsEmpty && left.Parameters.SequenceEqual(right.Parameters))
        {
            weightsEqualAt = left.ProcessStep;
        }
    }

    private FirstDivergence? Difference()
    {
        if (!StepBody.TryParse(a.Body, out var left) || !StepBody.TryParse(b.Body, out var right))
        {
            return null; // the blocks that they stand in were checked
        }

        var (ofA, ofB) = (a.Optimizer(left.Optimizer), b.Optimizer(right.Optimizer));
        var difference = CommandDifference.Between(left, right, ofA, ofB, output);
        return difference.Parts.Count == 0 ? null : Divergent(difference, left, right, ofA);
    }

    private FirstDivergence Divergent(CommandDifference difference, in StepBody left, in StepBody right, LedgerOptimizer optimizer)
    {
        var first = difference.Parts[0];
        Phase[] later = [.. difference.Parts.Skip(1).Select(part => part.Phase)];
        var named = Math.Max(a.OptimizerCount, b.OptimizerCount) > 1 ? CommandDifference.NameOf(optimizer) : null;
        return new FirstDivergence(left.ProcessStep, EpochOf(left), first.Phase, later, [], first.Layer, weightsEqualAt, Record(left), Record(right))
        {
            IsLost = difference.IsLost,
            InCommand = new CommandPlace(process.Label, named, left.OptimizerStep, first.What),
        };
    }

    /// <summary>From 1, as a training counts; 0 where it is not known, and before the first step.</summary>
    private static int EpochOf(in StepBody step) => step.OptimizerStep > 0 && step.Epoch is >= 0 and < int.MaxValue ? (int)step.Epoch + 1 : 0;

    private static StepRecord Record(in StepBody step) => new()
    {
        Step = step.ProcessStep,
        Epoch = EpochOf(step),
        Loss = step.Losses.IsEmpty ? 0 : (float)StepBody.Number(step.Losses, step.Losses.Length - StepBody.LossBytes),
        LearningRate = step.Rates.IsEmpty ? 0 : StepBody.Number(step.Rates, 0),
    };
}
