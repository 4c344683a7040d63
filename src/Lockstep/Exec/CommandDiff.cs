using System.Text.Json;
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
        if (Read(a) is not { } left || Read(b) is not { } right)
        {
            return null;
        }

        var outputs = OutputComparison.Between(Outputs(a, left), Outputs(b, right), cancellation);
        var (codeOfA, codeOfB) = ((int?)left["exitCode"] ?? 0, (int?)right["exitCode"] ?? 0);
        string[] exits = codeOfA == codeOfB ? [] : [$"exit code: {codeOfA} in A, {codeOfB} in B"];
        return new KindDiff([.. exits, .. outputs.Sentences], [.. Parameters(left, right)]) { HasOutputs = !outputs.IsNothing };
    }

    private static IEnumerable<ParameterDifference> Parameters(JsonObject a, JsonObject b)
    {
        var (left, right) = (Values(a), Values(b));
        return left.Keys.Union(right.Keys).Order(StringComparer.Ordinal)
            .Select(name => new ParameterDifference(name, left.GetValueOrDefault(name), right.GetValueOrDefault(name)))
            .Where(parameter => parameter.A != parameter.B);
    }

    private static Dictionary<string, string> Values(JsonObject command)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in (command["parameters"] as JsonArray ?? []).OfType<JsonObject>())
        {
            values[$"{parameter["source"]}: {parameter["name"]}"] = parameter["value"]?.ToString() ?? "";
        }

        return values;
    }

    private static OutputSet Outputs(RunFolder run, JsonObject command)
    {
        try
        {
            return OutputSet.Parse(command["outputs"] as JsonObject ?? [], Presence.IsFolder(run.OutputsPath) ? run.OutputsPath : null);
        }
        catch (FormatException exception)
        {
            throw new LockstepException($"{run.CommandPath}: not the record of a command: {exception.Message}.", exception);
        }
    }

    private static JsonObject? Read(RunFolder run)
    {
        if (!Presence.IsFile(run.CommandPath))
        {
            return null;
        }

        var json = File.ReadAllText(run.CommandPath);
        try
        {
            return JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException exception)
        {
            throw new LockstepException($"{run.CommandPath}: not the record of a command: {JsonProblem.Of(exception, json)}.", exception);
        }
    }
}
