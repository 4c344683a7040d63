using TorchSharp.Modules;

namespace Lockstep.Vision.Training.Optimizers;

/// <summary>Which parameters weight decay leaves alone.</summary>
internal static class NoDecay
{
    /// <param name="kinds"><c>bias</c>, <c>norm</c>, both or none.</param>
    /// <returns>Names, in the model's order.</returns>
    /// <remarks>
    /// Told by shape and name, so that it holds for whatever model: a scale of one dimension is normalisation's, as every
    /// layer that multiplies has a weight of at least two; the bias beside such a scale is normalisation's too.
    /// </remarks>
    public static string[] Of(IReadOnlyCollection<string> kinds, IReadOnlyList<(string Name, Parameter Parameter)> parameters)
    {
        var flat = parameters.Where(item => item.Parameter.dim() == 1).Select(item => item.Name).ToArray();
        var scaled = flat.Where(name => Last(name) == "weight").Select(Owner).ToHashSet(StringComparer.Ordinal);
        return [.. flat.Where(name =>
            (kinds.Contains("bias") && name.EndsWith("bias", StringComparison.Ordinal))
            || (kinds.Contains("norm") && scaled.Contains(Owner(name))))];
    }

    private static string Owner(string name) => name[..(name.LastIndexOf('.') + 1)];

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];
}
