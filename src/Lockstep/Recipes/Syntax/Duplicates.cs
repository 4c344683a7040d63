using System.Globalization;

namespace Lockstep.Recipes.Syntax;

internal static class Duplicates
{
    public static void Report(ProblemList problems, Entry first, Place second) => problems.Add(
        second,
        string.Create(CultureInfo.InvariantCulture, $"the key '{Printable.Of(first.Key)}' stands twice, on line {first.KeyPlace.Line} and on line {second.Line}. Remove one."));
}
