namespace Lockstep.Schema;

/// <summary>Where in a run something can make a difference: the phases of a step, in their order, and what lies beside the steps.</summary>
[Flags]
public enum Effects
{
    /// <summary>It can't change a result.</summary>
    None = 0,

    /// <summary>The weights that training starts from.</summary>
    Initialization = 1 << 0,

    /// <summary>Which samples, in which order.</summary>
    Order = 1 << 1,

    /// <summary>From a file's bytes to pixels.</summary>
    Decode = 1 << 2,

    /// <summary>From pixels to the numbers that the network sees.</summary>
    Augment = 1 << 3,

    /// <summary>The labels.</summary>
    Targets = 1 << 4,

    /// <summary>The network's answer, and the loss.</summary>
    Forward = 1 << 5,

    /// <summary>The gradients.</summary>
    Backward = 1 << 6,

    /// <summary>The learning rate, and how the weights are moved.</summary>
    Update = 1 << 7,

    /// <summary>How often libtorch's own generator is drawn from.</summary>
    RandomState = 1 << 8,

    /// <summary>How many steps are made.</summary>
    Length = 1 << 9,

    /// <summary>What is measured, and which weights are kept; the steps are the same.</summary>
    Evaluation = 1 << 10,

    /// <summary>What the network computes, once it is built.</summary>
    Computing = Forward | Backward | Update | Evaluation,

    /// <summary>All that depends on how numbers are computed.</summary>
    Arithmetic = Initialization | Augment | Computing,

    /// <summary>All there is.</summary>
    Everything = Arithmetic | Order | Decode | Targets | RandomState | Length,
}
