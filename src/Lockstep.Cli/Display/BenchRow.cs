using Lockstep.Vision.Benchmarks;

namespace Lockstep.Cli.Display;

/// <summary>One model of a benchmark.</summary>
/// <param name="Report">Null where it could not be timed.</param>
/// <param name="Problem">Why not.</param>
internal sealed record BenchRow(string Model, BenchmarkReport? Report, string? Problem);
