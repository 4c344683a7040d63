namespace Lockstep.Ledgers;

/// <summary>How much of each step a ledger holds.</summary>
public enum LedgerLevel
{
    /// <summary>Samples, batch, loss, gradients, weights, random state.</summary>
    Standard = 1,

    /// <summary>And, a layer, its activations and its gradients.</summary>
    Deep = 2,
}
