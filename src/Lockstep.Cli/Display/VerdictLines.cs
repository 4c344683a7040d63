using System.Globalization;
using Lockstep.Runs;
using Lockstep.Text;

namespace Lockstep.Cli.Display;

/// <summary>A verdict as it is printed below a run.</summary>
internal static class VerdictLines
{
    public static IEnumerable<string> Of(Verdict verdict, bool isVerbose)
    {
        yield return $"verdict    {EnumWord.Of(verdict.Kind)}{verdict.Kind switch
        {
            VerdictKind.Identical => $": the same bits as {verdict.Against}",
            VerdictKind.Equivalent => string.Create(CultureInfo.InvariantCulture, $" to {verdict.Against}, within {verdict.Tolerance:R}:"),
            VerdictKind.NothingToCompare => $" with {verdict.Against}:",
            VerdictKind.Undecided => $": not to be compared with {verdict.Against}:",
            _ => $" from {verdict.Against}:",
        }}";
        foreach (var reason in verdict.Reasons)
        {
            yield return $"  {reason}";
        }

        if (verdict.Distance?.Weights is { Differing: > 0 } weights)
        {
            yield return $"  {SideBySide.Weights(weights, isVerbose)}";
        }

        foreach (var allowed in verdict.Allowed)
        {
            yield return $"  allowed: {allowed}";
        }

        if (verdict.Builds is { } builds)
        {
            yield return $"builds     Lockstep {builds.Before} before, {builds.Now} now";
        }
    }
}
