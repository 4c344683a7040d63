using System.Text.Json.Nodes;
using Lockstep.Exec.Outputs;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>One of two runs that are compared.</summary>
/// <param name="Parameters">By their source and name.</param>
internal sealed record CommandSide(int ExitCode, OutputSet Outputs, Dictionary<string, string> Parameters)
{
    private readonly HashSet<string> made = Outputs.Files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
    private string place = "";

    /// <summary>Files that were there and that it changed, by their names.</summary>
    public required IReadOnlyDictionary<string, ChangedFile> Changed { get; init; }

    /// <summary>Files below its working folder that it read and did not change, by their names from there.</summary>
    public required IReadOnlySet<string> Read { get; init; }

    public static CommandSide Of(RunFolder run, JsonObject command)
    {
        var recorded = new RecordedCommand(run.ReadLocks());
        var place = $"/{recorded.FolderInRepository}";
        return new CommandSide(
            (int?)command["exitCode"] ?? 0,
            OutputSet.Parse(command["outputs"] as JsonObject ?? [], Presence.IsFolder(run.OutputsPath) ? run.OutputsPath : null),
            ParametersOf(command))
        {
            Changed = ChangedFile.Read(command),
            Read = recorded.Inputs.Keys.Where(name => !recorded.Outside.ContainsKey(name))
                .Select(name => Path.GetRelativePath(place, $"/{name}")).ToHashSet(StringComparer.Ordinal),
            place = place,
        };
    }

    /// <summary>Whether a file of that name is among what it left.</summary>
    public bool Made(string name) => made.Contains(name);

    /// <summary>What the locks call a file that is called so from the working folder.</summary>
    public string InLock(string name) => Path.GetRelativePath("/", Path.GetFullPath(name, place));

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
