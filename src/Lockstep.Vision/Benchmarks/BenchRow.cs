namespace Lockstep.Vision.Benchmarks;

/// <summary>One model's figures, or why there are none.</summary>
/// <param name="Report">Null where it could not be timed.</param>
/// <param name="Problem">A sentence; null where it was timed.</param>
public sealed record BenchRow(string Model, BenchmarkReport? Report, string? Problem);
