using System.Globalization;
using Lockstep.Text;

namespace Lockstep.Syntax;

internal static class Duplicates
{
    public static void Report(ProblemList problems, Entry first, Place second)
    {
        var lines = (first.KeyPlace.Line, second.Line) switch
        {
            (0, 0) => "",
            var (one, other) when one == other => string.Create(CultureInfo.InvariantCulture, $" on line {one}"),
            var (one, other) => string.Create(CultureInfo.InvariantCulture, $", on line {one} and on line {other}"),
        };
        problems.Add(second, $"the key '{PlainText.Quoted(first.Key)}' stands twice{lines}. Remove one.");
    }
}
