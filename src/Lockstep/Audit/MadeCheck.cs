namespace Lockstep.Audit;

/// <summary>A check, and how it came out.</summary>
/// <param name="Result">Null where it was not made, since it needs a higher level.</param>
public sealed record MadeCheck(AuditCheck Check, CheckResult? Result)
{
    /// <summary>Why it could not be made; null where it was.</summary>
    public string? NotChecked => Result is null ? $"it needs '--level {Text.EnumWord.Of(Check.Level)}'" : Result.NotChecked;
}
