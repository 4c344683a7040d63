using Lockstep.Compare;
using Lockstep.Exec.Outputs;
using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>What two commands made and were given, side by side.</summary>
public static class CommandDiff
{
    /// <summary>Null where one of the runs is no command, or left no record of what it did.</summary>
    /// <exception cref="LockstepException">A record can't be read.</exception>
    public static KindDiff? Between(RunFolder a, RunFolder b, CancellationToken cancellation)
    {
        if (CommandRecord.Read(a, json => CommandSide.Of(a, json)) is not { } left || CommandRecord.Read(b, json => CommandSide.Of(b, json)) is not { } right)
        {
            return null;
        }

        var outputs = OutputComparison.Between(left.Outputs, right.Outputs, cancellation);
        return new KindDiff([.. outputs.Sentences], [.. Different(left.Parameters, right.Parameters)])
        {
            HasOutputs = !outputs.IsNothing,
            Exits = left.ExitCode == right.ExitCode ? null : new OtherExit(left.ExitCode, right.ExitCode, LastPrinted.Of(left.ExitCode == 0 ? b : a)),
            Found = [.. FoundFiles.Between(left, right, outputs)],
        };
    }

    private static IEnumerable<ParameterDifference> Different(Dictionary<string, string> a, Dictionary<string, string> b) =>
        a.Keys.Union(b.Keys).Order(StringComparer.Ordinal)
            .Select(name => new ParameterDifference(name, a.GetValueOrDefault(name), b.GetValueOrDefault(name)))
            .Where(parameter => parameter.A != parameter.B);
}
