namespace Lockstep.Exec.Python;

/// <summary>How much of a command's training is digested.</summary>
internal enum LedgerDepth
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>Batches, losses, gradients, weights, buffers and random states at each step of an optimizer.</summary>
    Standard,

    /// <summary>The output of each module as well.</summary>
    Deep,
}
