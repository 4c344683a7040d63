using Lockstep.Compare;
using Lockstep.Vision.Loading;

namespace Lockstep.Vision.Benchmarks;

/// <summary>What a benchmark saw.</summary>
/// <param name="Input">Size of the images that the model saw.</param>
/// <param name="Steps">Timed in each round and mode.</param>
/// <param name="Ratio">The time of <c>strict</c> over that of <c>fast</c>, round by round.</param>
public sealed record BenchmarkReport(ImageSize Input, int Steps, ModeReport Strict, ModeReport Fast, Spread Ratio);
