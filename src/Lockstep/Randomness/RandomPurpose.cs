namespace Lockstep.Randomness;

/// <summary>What a draw is for. The numbers are part of the format: they key the draws.</summary>
public enum RandomPurpose : uint
{
    None = 0,
    Order = 1,
    Augment = 2,
    Split = 3,
    Subset = 4,
}
