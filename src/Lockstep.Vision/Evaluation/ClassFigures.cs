namespace Lockstep.Vision.Evaluation;

/// <summary>How a model does on one class, or a mean over classes.</summary>
/// <param name="F1">The harmonic mean of precision and recall; 0 where both are.</param>
public readonly record struct ClassFigures(string Name, double Precision, double Recall, double F1, long Support);
