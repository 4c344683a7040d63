using Lockstep.Checks;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Smoke;

/// <summary>What a smoke test saw.</summary>
/// <param name="Subject">What was tried: the recipe's file with what overrides it, or the command.</param>
/// <param name="Locks">Of the recipe as it stands; the test itself changes its batches and epochs.</param>
/// <param name="Size">What was trained: steps, images, batch.</param>
public sealed record SmokeReport(string Subject, LockSet Locks, SmokeSize Size, SmokePass First, IReadOnlyList<Check> Checks)
{
    /// <summary>Null for a command, whose images are its own.</summary>
    public SmokeSubset? Subset { get; init; }

    /// <summary>Of the model at the end, on the images held out; by name.</summary>
    public IReadOnlyDictionary<string, double> HeldOut { get; init; } = new Dictionary<string, double>();

    /// <summary>Whether the code had changes that no commit has, or files that git didn't track; null outside git.</summary>
    public bool? IsDirty { get; init; }

    /// <summary>Of the recipe.</summary>
    public IReadOnlyList<InvariantFinding> Invariants { get; init; } = [];

    /// <summary>Start and end of the loss.</summary>
    public SmokeFigures Figures => SmokeFigures.Of(First.Losses);

    /// <summary>Whether nothing speaks against it.</summary>
    public bool Passed => Checks.All(check => check.Outcome != CheckOutcome.Failed);

    /// <summary>Whether both runs were the same, bit for bit.</summary>
    public bool Identical => Checks.Any(check => check is { Name: SmokeChecks.Repeating, Outcome: CheckOutcome.Passed });

    /// <summary>Whether there was a second run: not where the first one failed.</summary>
    public bool IsTwice => Checks.Any(check => check is { Name: SmokeChecks.Repeating, Outcome: not CheckOutcome.Skipped });

    /// <summary>Why it failed; empty when it passed.</summary>
    public IReadOnlyList<string> Reasons => [.. Checks.Where(check => check.Outcome == CheckOutcome.Failed).Select(check => check.Text)];
}

/// <summary>How much a smoke test trained.</summary>
/// <param name="Steps">That were asked for.</param>
/// <param name="Epochs">Passes over the images, where these were asked for in place of steps.</param>
/// <param name="Images">In the subset; null for a command.</param>
/// <param name="BatchSize">Null for a command.</param>
public sealed record SmokeSize(int Steps, int? Epochs, int? Images, int? BatchSize);
