using Lockstep.Vision.Drawing;


namespace Lockstep.Vision.Reports;

/// <summary>One line of a panel.</summary>
/// <param name="Points">Epochs done, and the value; a value that is not finite leaves a gap.</param>
internal sealed record Curve(string Name, Paint Paint, IReadOnlyList<(double Epoch, double Value)> Points, bool HasMarks = false, double Width = 3);
