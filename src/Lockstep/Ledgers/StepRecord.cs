namespace Lockstep.Ledgers;

/// <summary>What a ledger says of one step; step 0 is the state before the first.</summary>
public sealed record StepRecord
{
    /// <summary>Optimizer steps done, from 1; 0 before the first.</summary>
    public required long Step { get; init; }

    /// <summary>From 1; 0 before the first step.</summary>
    public required int Epoch { get; init; }

    /// <summary>The samples in the order of the batch.</summary>
    public IReadOnlyList<uint> Ids { get; init; } = [];

    /// <summary>XXH3 (64 bits) of each sample's pixels, before any augmentation.</summary>
    public IReadOnlyList<ulong> Decoded { get; init; } = [];

    /// <summary>XXH3 (64 bits) of the numbers that each sample became.</summary>
    public IReadOnlyList<ulong> Augmented { get; init; } = [];

    /// <summary>Kept to the bit, NaN too.</summary>
    public float Loss { get; init; }

    /// <summary>That of the step, warm-up and schedule included.</summary>
    public double LearningRate { get; init; }

    /// <summary>XXH128 of the batch that the network sees.</summary>
    public UInt128 Images { get; init; }

    /// <summary>XXH128 of what it shall answer.</summary>
    public UInt128 Targets { get; init; }

    /// <summary>XXH128 of all gradients; null at a step where it was not taken.</summary>
    public UInt128? Gradients { get; init; }

    /// <summary>XXH128 of parameters and buffers after the step; null at a step where it was not taken.</summary>
    public UInt128? Weights { get; init; }

    /// <summary>XXH128 of the state of libtorch's generator after the step.</summary>
    public UInt128 Random { get; init; }

    /// <summary>A layer of the header, what it gave; 0 where that was not seen.</summary>
    public IReadOnlyList<UInt128> Activations { get; init; } = [];

    /// <summary>A layer of the header, the gradients of its parameters; 0 where it has none.</summary>
    public IReadOnlyList<UInt128> LayerGradients { get; init; } = [];

    /// <summary>Stands for the run up to and with this step. The writer sets it.</summary>
    public UInt128 Chain { get; init; }
}
