using System.Globalization;
using Lockstep.Samples;

namespace Lockstep.Cli.Display;

/// <summary>The rows of a table with a line a class: all, or, of <see cref="ManyClasses"/>, those with the fewest images, the fewest first.</summary>
/// <param name="Rows">What is shown.</param>
/// <param name="Rest">What is said below it; null where all is shown.</param>
internal sealed record ClassRows<T>(IReadOnlyList<T> Rows, string? Rest)
{
    /// <param name="all">Of each class one, in the classes' order.</param>
    /// <param name="images">How many images the class has.</param>
    public static ClassRows<T> Of(IReadOnlyList<T> all, Func<T, int> images)
    {
        if (!ManyClasses.Are(all.Count))
        {
            return new ClassRows<T>(all, null);
        }

        T[] rising = [.. all.OrderBy(images)];
        return new ClassRows<T>(rising[..ManyClasses.Shown], string.Create(
            CultureInfo.InvariantCulture,
            $"The {ManyClasses.Shown} of {all.Count} classes with the fewest images; the median has {images(rising[rising.Length / 2])}, "
            + $"the most {images(rising[^1])}. All of them: --json."));
    }
}
