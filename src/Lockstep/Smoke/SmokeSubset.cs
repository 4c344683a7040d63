namespace Lockstep.Smoke;

/// <summary>The images of a smoke test.</summary>
/// <param name="Seed">The recipe's, which they are drawn by.</param>
/// <param name="Train">The names of those that are trained on, in the order of the data set.</param>
/// <param name="HeldOut">Of those that the model is judged on at the end.</param>
public sealed record SmokeSubset(long Seed, IReadOnlyList<string> Train, IReadOnlyList<string> HeldOut);
