using System.Globalization;

namespace Lockstep.Ledgers.Commands;

/// <summary>In what one step of one process differs between two runs.</summary>
/// <param name="Parts">In the order that a step goes through them; empty where nothing that both hold differs.</param>
/// <param name="IsLost">Whether it changed no batch, loss, gradient, weight or random state.</param>
internal sealed record CommandDifference(IReadOnlyList<DifferentPart> Parts, bool IsLost)
{
    public static CommandDifference Between(in StepBody a, in StepBody b, LedgerOptimizer ofA, LedgerOptimizer ofB, OutputDifference? output)
    {
        if (a.Optimizer != b.Optimizer || a.OptimizerStep != b.OptimizerStep)
        {
            return new CommandDifference([new DifferentPart(Phase.Order, $"A makes {Step(a, ofA)}, B makes {Step(b, ofB)}")], IsLost: false);
        }

        var parts = new List<DifferentPart?>();
        var isLost = true;
        void Add(DifferentPart? part, bool isEffect = true)
        {
            parts.Add(part);
            isLost &= part is null || !isEffect;
        }

        var (named, tensors) = (Names(ofA, ofB), new TensorDifference(ofA, a.OptimizerStep == 0));
        Add(named, isEffect: false);
        Add(a.OptimizerStep == 0 ? tensors.OfWeights(a, b) : null);
        var batches = BatchDifference.Between(a, b);
        Add(batches.Order ?? Epochs(a, b), isEffect: false);
        Add(batches.Content);
        Add(output is null ? null : new DifferentPart(Phase.Forward, output.What) { Layer = output.Module }, isEffect: false);
        Add(LossDifference.Between(a, b));
        Add(tensors.OfGradients(a, b));
        Add(a.OptimizerStep == 0 ? null : Rates(a, b), isEffect: false); // before its first step an optimizer moves nothing
        Add(a.OptimizerStep == 0 ? null : tensors.OfWeights(a, b));
        Add(Random(a, b));
        return new CommandDifference([.. parts.OfType<DifferentPart>().DistinctBy(part => part.Phase)], isLost);
    }

    public static string NameOf(LedgerOptimizer optimizer) =>
        string.Create(CultureInfo.InvariantCulture, $"optimizer {optimizer.Number}{(optimizer.Class.Length > 0 ? $" ({optimizer.ShortClass})" : "")}");

    private static string Step(in StepBody step, LedgerOptimizer optimizer) => step.OptimizerStep == 0
        ? $"its first step of {NameOf(optimizer)}"
        : string.Create(CultureInfo.InvariantCulture, $"step {step.OptimizerStep} of {NameOf(optimizer)}");

    private static DifferentPart? Names(LedgerOptimizer a, LedgerOptimizer b)
    {
        if (a.IsLike(b))
        {
            return null;
        }

        var what = a.Class != b.Class ? $"{NameOf(a)} in A, {NameOf(b)} in B"
            : FirstOther(a.Parameters, b.Parameters) is { } parameter ? $"parameter {parameter}"
            : FirstOther(a.Buffers, b.Buffers) is { } buffer ? $"buffer {buffer}"
            : "the optimizer's parameters";
        return new DifferentPart(Phase.Initialization, what);
    }

    /// <summary>The first place at which two lists differ.</summary>
    private static string? FirstOther<T>(IReadOnlyList<T> a, IReadOnlyList<T> b)
        where T : class
    {
        for (var index = 0; index < Math.Max(a.Count, b.Count); index++)
        {
            var (left, right) = (index < a.Count ? a[index].ToString() : "nothing", index < b.Count ? b[index].ToString() : "nothing");
            if (left != right)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{index} is {left} in A, {right} in B");
            }
        }

        return null;
    }

    private static DifferentPart? Epochs(in StepBody a, in StepBody b) => a.Epoch.Equals(b.Epoch)
        ? null
        : new DifferentPart(Phase.Order, string.Create(CultureInfo.InvariantCulture, $"epoch {a.Epoch + 1:R} in A, {b.Epoch + 1:R} in B"));

    private static DifferentPart? Rates(in StepBody a, in StepBody b)
    {
        if (a.Rates.SequenceEqual(b.Rates))
        {
            return null;
        }

        if (a.Rates.Length != b.Rates.Length)
        {
            return new DifferentPart(
                Phase.Update,
                $"{Counted.Of(a.Rates.Length / StepBody.RateBytes, "group")} of parameters in A, {b.Rates.Length / StepBody.RateBytes} in B");
        }

        var at = a.Rates.CommonPrefixLength(b.Rates) / StepBody.RateBytes * StepBody.RateBytes;
        var group = a.Rates.Length == StepBody.RateBytes ? "" : string.Create(CultureInfo.InvariantCulture, $" of group {at / StepBody.RateBytes}");
        return new DifferentPart(
            Phase.Update,
            string.Create(CultureInfo.InvariantCulture, $"learning rate{group} {StepBody.Number(a.Rates, at):R} and {StepBody.Number(b.Rates, at):R}"));
    }

    private static DifferentPart? Random(in StepBody a, in StepBody b)
    {
        var differing = new List<string>();
        for (var index = 0; index < CommandStep.Generators.Count; index++)
        {
            // 0 stands for one that is not there, or not taken.
            if (StepBody.Digest(a.Random, index) is not 0 and var left && StepBody.Digest(b.Random, index) is not 0 and var right && left != right)
            {
                differing.Add(CommandStep.Generators[index]);
            }
        }

        return differing.Count == 0 ? null : new DifferentPart(Phase.RandomState, $"the state of {string.Join(", ", differing)}");
    }
}

/// <summary>A phase in which a step differs.</summary>
/// <param name="What">In words.</param>
internal sealed record DifferentPart(Phase Phase, string What)
{
    /// <summary>The module that is concerned.</summary>
    public string? Layer { get; init; }
}
