namespace Lockstep.Recipes;

/// <summary>What a recipe of the kind <c>command</c> says; <see cref="CommandSchema"/> documents each value.</summary>
public sealed record CommandRecipe(
    string Kind,
    IReadOnlyList<string> Command,
    long Seed,
    IReadOnlyList<string> Data,
    IReadOnlyList<string> Outputs,
    IReadOnlyList<string> Ignore,
    IReadOnlyList<string> Metrics,
    string Determinism,
    int? Threads,
    string Ledger,
    bool Inject,
    bool Network,
    double? Tolerance,
    string? Tag)
{
    /// <summary>What must hold of the metrics.</summary>
    public IReadOnlyList<Invariant> Invariants { get; init; } = [];

    /// <summary>A <see cref="Determinism"/>: an operator of PyTorch without a deterministic algorithm is an error.</summary>
    public const string Strict = "strict";
    internal const string Warn = "warn";

    /// <summary>A <see cref="Determinism"/>: seeds alone.</summary>
    public const string Fast = "fast";
    internal const string LedgerOff = "off";
    internal const string LedgerStandard = "standard";
    internal const string LedgerDeep = "deep";
}
