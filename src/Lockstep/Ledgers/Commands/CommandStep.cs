namespace Lockstep.Ledgers.Commands;

/// <summary>One step of one optimizer, to be looked at.</summary>
/// <param name="Step">Of all optimizers of the process; 0 before the first.</param>
/// <param name="OptimizerStep">Of this optimizer; 0 for the state before its first.</param>
/// <param name="Epoch">How often the loader of the last batch was begun before this time: from 0; NaN without a loader.</param>
/// <param name="Rates">Learning rates, a group of parameters each.</param>
/// <param name="Losses">That were given to <c>backward</c> since the step before.</param>
/// <param name="Batches">Taken since the step before.</param>
/// <param name="Gradients">CRC-32 of each parameter's gradient; 0 for one without; empty where none was taken.</param>
/// <param name="Parameters">CRC-32 of each after the step; empty where none was taken.</param>
/// <param name="Buffers">CRC-32 of each after the step; empty where none was taken.</param>
/// <param name="Random">CRC-32 of the states of random, NumPy, torch on the processor, and CUDA; 0 for one that is not there.</param>
/// <param name="Outputs">What modules gave since the step before, where the ledger is deep.</param>
public sealed record CommandStep(
    LedgerOptimizer Optimizer,
    long Step,
    long OptimizerStep,
    double Epoch,
    IReadOnlyList<double> Rates,
    IReadOnlyList<CommandLoss> Losses,
    IReadOnlyList<CommandBatch> Batches,
    IReadOnlyList<uint> Gradients,
    IReadOnlyList<uint> Parameters,
    IReadOnlyList<uint> Buffers,
    IReadOnlyList<uint> Random,
    IReadOnlyList<ModuleOutput> Outputs)
{
    /// <summary>What <see cref="Random"/> is of, in its order.</summary>
    public static IReadOnlyList<string> Generators { get; } = ["random", "NumPy", "torch", "CUDA"];

    internal static CommandStep Of(in StepBody step, LedgerOptimizer optimizer, IReadOnlyList<ModuleOutput> outputs) =>
        new(
            optimizer,
            step.ProcessStep,
            step.OptimizerStep,
            step.Epoch,
            List(step.Rates, StepBody.RateBytes, static element => StepBody.Number(element, 0)),
            List(step.Losses, StepBody.LossBytes, static element => new CommandLoss(
                StepBody.Number(element, 0),
                StepBody.Digest(element[StepBody.RateBytes..], 0))),
            BatchesOf(step.Batches),
            Digests(step.Gradients),
            Digests(step.Parameters),
            Digests(step.Buffers),
            Digests(step.Random),
            outputs);

    private static uint[] Digests(ReadOnlySpan<byte> digests) => List(digests, StepBody.DigestBytes, static element => StepBody.Digest(element, 0));

    private delegate T Reader<T>(ReadOnlySpan<byte> element);

    private static T[] List<T>(ReadOnlySpan<byte> bytes, int elementBytes, Reader<T> read)
    {
        var list = new T[bytes.Length / elementBytes];
        for (var index = 0; index < list.Length; index++)
        {
            list[index] = read(bytes.Slice(index * elementBytes, elementBytes));
        }

        return list;
    }

    private static List<CommandBatch> BatchesOf(ReadOnlySpan<byte> batches)
    {
        var list = new List<CommandBatch>();
        while (StepBody.NextBatch(ref batches, out var loader, out var digest, out var ids))
        {
            list.Add(new CommandBatch(loader, digest, StepBody.Ids(ids).ToArray()));
        }

        return list;
    }
}

/// <summary>A loss of a step.</summary>
/// <param name="Digest">CRC-32 of the tensor.</param>
public sealed record CommandLoss(double Value, uint Digest);

/// <summary>A batch that a step was made of.</summary>
/// <param name="Loader">Its number in the process, from 0.</param>
/// <param name="Digest">CRC-32 of all its tensors.</param>
/// <param name="Ids">Of its samples, in their order; empty where they are not known.</param>
public sealed record CommandBatch(int Loader, uint Digest, IReadOnlyList<long> Ids);

/// <summary>What a module gave.</summary>
/// <param name="Count">How often it gave something since the step before, before this time.</param>
/// <param name="Digest">CRC-32.</param>
public sealed record ModuleOutput(string Module, long Count, uint Digest);
