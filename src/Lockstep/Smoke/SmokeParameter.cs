namespace Lockstep.Smoke;

/// <summary>What became of a parameter of the model over the steps of a smoke test.</summary>
/// <param name="Name">As the model has it.</param>
/// <param name="Learns">Whether the optimizer may move it.</param>
/// <param name="MayRest">Whether the recipe, or who runs the test, says that it need not move.</param>
/// <param name="HadGradient">Whether a gradient that isn't zero reached it at any step.</param>
/// <param name="Moved">Whether it ended as another than it began as.</param>
public sealed record SmokeParameter(string Name, bool Learns, bool MayRest, bool HadGradient, bool Moved);
