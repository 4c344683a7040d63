namespace Lockstep.Ledgers;

/// <summary>The parts of a step, in the order that it goes through them.</summary>
public enum Phase
{
    /// <summary>Before the first step: the weights that training starts from.</summary>
    Initialization,

    /// <summary>Which samples, in which order, in which epoch.</summary>
    Order,

    /// <summary>From a file's bytes to pixels.</summary>
    Decode,

    /// <summary>From pixels to the numbers that the network sees.</summary>
    Augment,

    /// <summary>What the network shall answer: the labels.</summary>
    Targets,

    /// <summary>The network's answer, and the loss.</summary>
    Forward,

    /// <summary>The gradients.</summary>
    Backward,

    /// <summary>The learning rate, and the weights after the step.</summary>
    Update,

    /// <summary>libtorch's own generator after the step.</summary>
    RandomState,
}
