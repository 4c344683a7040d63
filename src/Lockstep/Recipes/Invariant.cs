namespace Lockstep.Recipes;

/// <summary>What must hold of a metric; <see cref="InvariantSchema"/> documents each value.</summary>
/// <param name="Phase"><c>train</c> or <c>val</c>; of a command whatever it says, and null for any.</param>
/// <param name="DecreasesBy">The share of its first value that must be gone.</param>
/// <param name="AtEpoch">Null for the last value.</param>
/// <param name="In"><see cref="OnlyTrain"/> or <see cref="OnlySmoke"/>; null for both.</param>
public sealed record Invariant(
    string Metric, string? Phase, double? Min, double? Max, double? DecreasesBy, int? AtEpoch, InvariantBaseline? Within, string? In)
{
    /// <summary>An <see cref="In"/>: checked of whole runs alone.</summary>
    public const string OnlyTrain = "train";

    /// <summary>An <see cref="In"/>: checked by the smoke test alone.</summary>
    public const string OnlySmoke = "smoke";

    /// <summary>The metric with its phase, as messages name it.</summary>
    public string Name => Phase is null ? Metric : $"{Phase} {Metric}";
}

/// <summary>How far a metric may be from that of another run.</summary>
/// <param name="By">The largest difference.</param>
/// <param name="Of">Its name, its folder, or the first digits of its lock ID or result ID.</param>
public sealed record InvariantBaseline(double By, string Of);
