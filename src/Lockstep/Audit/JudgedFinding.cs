using Lockstep.Files;

namespace Lockstep.Audit;

/// <summary>A finding, and what becomes of it.</summary>
/// <param name="Check">That found it.</param>
/// <param name="Finding">What it found.</param>
/// <param name="State">Whether it opens its box.</param>
/// <param name="Reason">Why it does not: what the comment says, or which run proves otherwise; null where it needs none.</param>
public sealed record JudgedFinding(AuditCheck Check, AuditFinding Finding, FindingState State, string? Reason = null)
{
    /// <summary>64 hexadecimal digits, of check, file and evidence: a line that moves leaves it as it is.</summary>
    public string Fingerprint => Sha256.Of($"{Check.Name}\n{Finding.File}\n{Finding.Evidence}");
}
