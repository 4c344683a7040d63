namespace Lockstep.Vision.Demo;

/// <summary>One handwritten digit.</summary>
/// <param name="Label">From 0 to 9.</param>
/// <param name="Levels">8 rows of 8 levels from 0 (paper) to 16 (ink).</param>
public sealed record HandwrittenDigit(int Label, byte[] Levels);
