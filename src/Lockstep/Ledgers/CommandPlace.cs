namespace Lockstep.Ledgers;

/// <summary>Where in a command's run two ledgers differ.</summary>
/// <param name="Process">As the first ledger names it, with its rank.</param>
/// <param name="Optimizer">As <c>optimizer 1 (Adam)</c>; null where its process has only one.</param>
/// <param name="OptimizerStep">Steps of this optimizer, this one among them; 0 for the state before its first.</param>
/// <param name="What">What differs, for the phase that comes first, as <c>gradient of fc.weight, and of 3 more of 62 parameters</c>.</param>
public sealed record CommandPlace(string Process, string? Optimizer, long OptimizerStep, string What)
{
    /// <summary>Process, and optimizer where that has to be told.</summary>
    public string Where => Optimizer is null ? Process : FormattableString.Invariant($"{Process}, {Optimizer}, its step {OptimizerStep}");
}
