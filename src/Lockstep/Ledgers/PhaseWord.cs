namespace Lockstep.Ledgers;

/// <summary>What a phase is called: a command's step has the same phases as a training's, and not all of them are known as finely.</summary>
public static class PhaseWord
{
    /// <summary>In the ledger of a training.</summary>
    public static string Of(Phase phase) => phase == Phase.RandomState ? "random state" : phase.ToString().ToLowerInvariant();

    /// <summary>In the ledger of a command.</summary>
    public static string OfCommand(Phase phase) => phase switch
    {
        Phase.Initialization => "start weights",
        Phase.Order => "order",
        Phase.Augment => "batch",
        Phase.Forward => "loss",
        Phase.Backward => "gradients",
        Phase.Update => "weights",
        _ => Of(phase),
    };

    /// <summary>The phase that comes first, or one of the later ones.</summary>
    public static string Of(FirstDivergence divergence, Phase phase) => divergence.InCommand is null ? Of(phase) : OfCommand(phase);

    /// <summary>The phase that comes first.</summary>
    public static string Of(FirstDivergence divergence) => Of(divergence, divergence.Phase);
}
