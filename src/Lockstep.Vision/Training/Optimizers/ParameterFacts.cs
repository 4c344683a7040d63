namespace Lockstep.Vision.Training.Optimizers;

/// <summary>What an optimizer knows of a parameter.</summary>
/// <param name="Step">Its own count of steps; 0 for an optimizer that counts none.</param>
/// <param name="Gradient">The strides of its gradient; null where it has none yet. The numbers don't matter: the next step begins by clearing them.</param>
/// <param name="Buffers">The strides of each tensor that is remembered.</param>
internal sealed record ParameterFacts(string Name, long Step, long[]? Gradient, IReadOnlyDictionary<string, long[]> Buffers);
