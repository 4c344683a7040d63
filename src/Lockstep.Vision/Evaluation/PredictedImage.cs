namespace Lockstep.Vision.Evaluation;

/// <summary>What a model says of an image that has no label.</summary>
/// <param name="Path">As it was given.</param>
/// <param name="Top">The classes that it gives the most to, the most first, with their scores from 0 to 1; empty where the image is broken.</param>
/// <param name="Problem">Why nothing could be predicted, naming the file; null where it was.</param>
public sealed record PredictedImage(string Path, IReadOnlyList<(int Class, float Score)> Top, string? Problem);
