using Lockstep.Recipes;
using Lockstep.Samples.Formats;

namespace Lockstep.Cli.Frame;

/// <summary>The format of a data set that <c>--format</c> names.</summary>
internal static class NamedFormat
{
    /// <summary>What a recipe's <c>data</c> section would say, with that format and all else by default.</summary>
    /// <exception cref="UsageException">There is no such format.</exception>
    public static DataRecipe ReadAs(string format) => DatasetFormats.Names.Contains(format)
        ? new DataRecipe(format, "auto", "apply", "fail")
        : throw new UsageException($"--format {format}: no such format. Expected {string.Join(", ", DatasetFormats.Names)}.");
}
