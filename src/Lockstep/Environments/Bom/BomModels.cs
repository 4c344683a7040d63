using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Exec;
using Lockstep.Exec.Outputs;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Snapshots;

namespace Lockstep.Environments.Bom;

/// <summary>The models that a run left and the data sets that it read, as components.</summary>
internal static class BomModels
{
    private const string Task = "image classification";

    /// <summary>The data sets, by the manifests that the run keeps.</summary>
    public static IReadOnlyList<JsonObject> DataOf(RunFolder run, RunRecord record, LockSet locks)
    {
        string[] folders = record.Kind == RunKind.Command ? [.. new RecordedCommand(locks).DataFolders] : [new RecordedData(locks.Data).Folder];
        var data = new List<JsonObject>();
        for (var index = 0; index < folders.Length; index++)
        {
            if (CommandFiles.ManifestPath(run, index) is var path && Presence.IsFile(path))
            {
                var manifest = Manifest.Load(path);
                var name = manifest.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(folders[index]));
                var json = BomComponent.Of("data", name, version: null, reference: $"data:{manifest.Id}").WithHash(manifest.Id);
                json["data"] = new JsonArray(new JsonObject
                {
                    ["type"] = "dataset",
                    ["name"] = PlainText.OnOneLine(name),
                    ["contents"] = new JsonObject { ["properties"] = new JsonArray(BomComponent.Property("manifestId", manifest.Id)) },
                    ["description"] =
                        $"{Counted.Of(manifest.Files.Count, "file")}, {Counted.Of(manifest.Bytes, "byte")}, each file with its SHA-256 in the manifest",
                });
                data.Add(json);
            }
        }

        return [.. data.DistinctBy(item => (string?)item["bom-ref"])];
    }

    /// <summary>Of a training its checkpoints, of a command each output that holds tensors or is called a model.</summary>
    public static IEnumerable<JsonObject> Of(RunFolder run, RunRecord record, LockSet locks, IReadOnlyList<JsonObject> data)
    {
        string[] sets = [.. data.Select(item => (string?)item["bom-ref"]).OfType<string>()];
        return record.Kind == RunKind.Command ? OfCommand(run, record, sets) : OfTraining(run, record, locks, sets);
    }

    private static IEnumerable<JsonObject> OfTraining(RunFolder run, RunRecord record, LockSet locks, string[] data)
    {
        var architecture = new RecordedCode(locks.Code).ModelName ?? "unknown";
        var sums = run.ReadSums().ToDictionary(line => line.Path, line => line.Digest, StringComparer.Ordinal);
        foreach (var (path, meaning) in ((string, string)[])[(run.BestCheckpointPath, "the best epoch"), (run.LastCheckpointPath, "the end")])
        {
            if (sums.GetValueOrDefault(Path.GetRelativePath(run.FullPath, path)) is not { } digest)
            {
                continue;
            }

            var model = BomComponent
                .Of("machine-learning-model", Path.GetFileNameWithoutExtension(path), record.ResultId, reference: $"model:{Path.GetFileName(path)}")
                .WithHash(digest).With("file", Path.GetRelativePath(run.FullPath, path)).With("weightsOf", meaning);
            var card = Card(data, record.Metrics);
            var parameters = (JsonObject)card["modelParameters"]!;
            parameters["approach"] = new JsonObject { ["type"] = "supervised" };
            parameters["task"] = Task;
            parameters["modelArchitecture"] = architecture;
            parameters["inputs"] = new JsonArray(new JsonObject { ["format"] = "image" });
            parameters["outputs"] = new JsonArray(new JsonObject
            {
                ["format"] = $"a score for each of {Counted.Of(new RecordedData(locks.Data).Classes.Count, "class", "classes")}",
            });
            model["modelCard"] = card;
            yield return model;
        }
    }

    private static IEnumerable<JsonObject> OfCommand(RunFolder run, RunRecord record, string[] data)
    {
        foreach (var file in OutputsOf(run).Where(file => file.Content.Tensors > 0 || file.Role == "model"))
        {
            var model = BomComponent.Of("machine-learning-model", file.Name, record.ResultId, reference: $"model:{file.Name}")
                .WithHash(file.Sha256).With("format", file.Content.Format)
                .With("tensors", file.Content.Tensors.ToString(CultureInfo.InvariantCulture)).With("role", file.Role);
            model["modelCard"] = Card(data, record.Metrics);
            yield return model;
        }
    }

    private static IReadOnlyList<OutputFile> OutputsOf(RunFolder run) =>
        CommandRecord.Read(run, json => json["outputs"] is JsonObject outputs ? OutputSet.Parse(outputs, folder: null) : null)?.Files ?? [];

    private static JsonObject Card(string[] data, IReadOnlyDictionary<string, double> metrics) => new()
    {
        ["modelParameters"] = new JsonObject
        {
            ["datasets"] = new JsonArray([.. data.Select(reference => (JsonNode)new JsonObject { ["ref"] = reference })]),
        },
        ["quantitativeAnalysis"] = new JsonObject
        {
            ["performanceMetrics"] = new JsonArray([.. metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(metric => (JsonNode)new JsonObject
            {
                ["type"] = PlainText.OnOneLine(metric.Key),
                ["value"] = metric.Value.ToString("R", CultureInfo.InvariantCulture),
            })]),
        },
    };
}
