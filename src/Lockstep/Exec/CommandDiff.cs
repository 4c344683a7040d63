using System.Text.Json.Nodes;
using Lockstep.Compare;
using Lockstep.Exec.Outputs;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>What two commands made and were given, side by side.</summary>
public static class CommandDiff
{
    /// <summary>Null where one of the runs is no command, or left no record of what it did.</summary>
    /// <exception cref="LockstepException">A record can't be read.</exception>
    public static KindDiff? Between(RunFolder a, RunFolder b, CancellationToken cancellation)
    {
        if (CommandRecord.Read(a, json => Side.Of(a, json)) is not { } left || CommandRecord.Read(b, json => Side.Of(b, json)) is not { } right)
        {
            return null;
        }

        var outputs = OutputComparison.Between(left.Outputs, right.Outputs, cancellation);
        string[] exits = left.ExitCode == right.ExitCode ? [] : [$"exit code: {left.ExitCode} in A, {right.ExitCode} in B"];
        return new KindDiff([.. exits, .. outputs.Sentences], [.. Different(left.Parameters, right.Parameters)]) { HasOutputs = !outputs.IsNothing };
    }

    private static IEnumerable<ParameterDifference> Different(Dictionary<string, string> a, Dictionary<string, string> b) =>
        a.Keys.Union(b.Keys).Order(StringComparer.Ordinal)
            .Select(name => new ParameterDifference(name, a.GetValueOrDefault(name), b.GetValueOrDefault(name)))
            .Where(parameter => parameter.A != parameter.B);

    /// <summary>One of the two.</summary>
    /// <param name="Parameters">By their source and name.</param>
    private sealed record Side(int ExitCode, OutputSet Outputs, Dictionary<string, string> Parameters)
    {
        public static Side Of(RunFolder run, JsonObject command) => new(
            (int?)command["exitCode"] ?? 0,
            OutputSet.Parse(command["outputs"] as JsonObject ?? [], Presence.IsFolder(run.OutputsPath) ? run.OutputsPath : null),
            ParametersOf(command));

        private static Dictionary<string, string> ParametersOf(JsonObject command)
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var parameter in (command["parameters"] as JsonArray ?? []).OfType<JsonObject>())
            {
                values[$"{parameter["source"]}: {parameter["name"]}"] = parameter["value"]?.ToString() ?? "";
            }

            return values;
        }
    }
}
