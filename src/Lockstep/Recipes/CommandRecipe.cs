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
    public const string Strict = "strict";
    public const string Warn = "warn";
    public const string Fast = "fast";
    public const string LedgerOff = "off";
    public const string LedgerStandard = "standard";
    public const string LedgerDeep = "deep";
}
