using System.Globalization;

namespace Lockstep.Ledgers.Commands;

/// <summary>The first thing before a step that a module gave otherwise.</summary>
/// <param name="Module">Its name.</param>
/// <param name="What">In words.</param>
internal sealed record OutputDifference(string Module, string What)
{
    public static OutputDifference? Between(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (!OutputBody.TryParse(a, out var left) || !OutputBody.TryParse(b, out var right))
        {
            return null;
        }

        return left.NameBytes.SequenceEqual(right.NameBytes) && left.Count == right.Count
            ? new OutputDifference(left.Name, $"what {Call(left)} gave")
            : new OutputDifference(left.Name, $"{Call(left)} in A, {Call(right)} in B: the modules are called in another order");
    }

    /// <summary>Where only one run called a module there.</summary>
    public static OutputDifference? OfOne(ReadOnlySpan<byte> body, bool isOfA) => OutputBody.TryParse(body, out var output)
        ? new OutputDifference(output.Name, $"{Call(output)} is called in {(isOfA ? "A" : "B")} alone")
        : null;

    private static string Call(in OutputBody output) => output.Count == 0
        ? output.Name
        : string.Create(CultureInfo.InvariantCulture, $"{output.Name} at its call {output.Count + 1L} of the step");
}
