namespace Lockstep.Ablation.Suites;

/// <summary>A variant that a suite compares.</summary>
/// <param name="Name">Unique in the suite.</param>
/// <param name="Changes">What it changes of the base, a short text each.</param>
/// <param name="Overrides">Of a recipe: each <c>key=value</c>; empty for a command without one.</param>
/// <param name="Command">Of a command: program and arguments, with <c>{seed}</c> where the seed goes; empty for a training.</param>
/// <param name="Threads">That one run of it computes with; null where that isn't known.</param>
public sealed record Arm(
    string Name, IReadOnlyList<string> Changes, IReadOnlyList<string> Overrides, IReadOnlyList<string> Command, int? Threads);
