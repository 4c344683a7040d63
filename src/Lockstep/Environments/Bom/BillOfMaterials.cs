using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Environments.Bom;

/// <summary>
/// What a run was made of and with, as CycloneDX 1.6 in JSON: the model with its card, the data sets, packages, libraries and runtimes. The same run gives
/// the same bytes.
/// </summary>
/// <param name="Text">Indented, with a line break at the end.</param>
/// <param name="SerialNumber">Made of the content.</param>
/// <param name="Components">How many there are.</param>
/// <param name="Models">How many of them are models.</param>
/// <param name="Lacks">What the run didn't record, in sentences.</param>
public sealed record BillOfMaterials(string Text, string SerialNumber, int Components, int Models, IReadOnlyList<string> Lacks)
{
    private const string EpochVariable = "SOURCE_DATE_EPOCH";

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="LockstepException">The run is not finished, or its files can't be read.</exception>
    /// <exception cref="UsageException">SOURCE_DATE_EPOCH is no time.</exception>
    public static BillOfMaterials Of(RunFolder run)
    {
        var record = run.ReadRecord();
        var isEnded = record.Status == RunStatus.Finished
            || (record.Status == RunStatus.Failed && record.Kind == RunKind.Command && record.ResultId is not null);
        if (!isEnded || !run.IsSealed)
        {
            throw new LockstepException(
                $"{run.Name} is {record.StatusWord}: what it is made of is known when it has ended. Expected a finished run; 'lockstep runs' lists them.");
        }

        var locks = run.ReadLocks();
        var data = BomModels.DataOf(run, record, locks);
        JsonObject[] models = [.. BomModels.Of(run, record, locks, data)];
        JsonObject[] components =
        [
            .. models.Concat(data).Concat(BomPackages.Of(run, new RecordedEnvironment(locks.Environment)))
                .DistinctBy(ReferenceOf).OrderBy(ReferenceOf, StringComparer.Ordinal)
        ];
        var bom = new JsonObject
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["tools"] = new JsonObject
                {
                    ["components"] = new JsonArray(new JsonObject
                    {
                        ["type"] = "application",
                        ["name"] = "lockstep",
                        ["version"] = LockstepBuild.This.Version,
                    }),
                },
                ["component"] = BomComponent.Of("application", record.Name, record.LockId, reference: "run")
                    .With("kind", record.Kind).With("lockId", record.LockId).With("resultId", record.ResultId)
                    .With("commit", new RecordedCode(locks.Code).Commit).With("diffSha256", new RecordedCode(locks.Code).DiffSha256),
            },
            ["components"] = new JsonArray([.. components]),
            ["dependencies"] = Dependencies(components),
        };

        // Of the content, not of the time.
        var serial = Serial(CanonicalJson.DigestOf(bom));
        bom.Insert(3, "serialNumber", serial);
        var time = TimeOf(record).ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        ((JsonObject)bom["metadata"]!).Insert(0, "timestamp", time);
        return new BillOfMaterials(bom.ToJsonString(Indented) + "\n", serial, components.Length, models.Length, [.. LacksOf(run, record, locks)]);
    }

    private static string ReferenceOf(JsonObject component) => (string?)component["bom-ref"] ?? "";

    private static JsonArray Dependencies(JsonObject[] components)
    {
        string[] all = [.. components.Select(ReferenceOf)];
        string[] data = [.. all.Where(reference => reference.StartsWith("data:", StringComparison.Ordinal))];
        return
        [
            Dependency("run", all),
            .. components.Where(component => (string?)component["type"] == "machine-learning-model").Select(model => Dependency(ReferenceOf(model), data)),
        ];
    }

    private static JsonObject Dependency(string reference, IEnumerable<string> on) => new JsonObject
    {
        ["ref"] = reference,
        ["dependsOn"] = new JsonArray([.. on.Select(item => JsonValue.Create(item))]),
    };

    /// <summary>A UUID of version 8, which is for numbers of one's own making.</summary>
    private static string Serial(string digest) =>
        $"urn:uuid:{digest[..8]}-{digest[8..12]}-8{digest[13..16]}-{"89ab"[Convert.ToInt32(digest[16..17], 16) & 3]}{digest[17..20]}-{digest[20..32]}";

    private static DateTimeOffset TimeOf(RunRecord record)
    {
        var given = Environment.GetEnvironmentVariable(EpochVariable);
        return string.IsNullOrEmpty(given) ? record.Ended ?? record.Started
            : long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : throw new UsageException($"{EpochVariable}={given}: expected whole seconds since 1970, such as 1767225600.");
    }

    private static IEnumerable<string> LacksOf(RunFolder run, RunRecord record, LockSet locks)
    {
        var software = new RecordedSoftware(locks.Environment);
        var by = record.LockstepVersion is { } version ? $"Lockstep {version}" : "the Lockstep";
        if (record.Kind != RunKind.Command && software.NuGetPackages.Count == 0)
        {
            yield return $"{by} that made {run.Name} did not record its NuGet packages: only those that compute are listed";
        }

        if (record.Kind == RunKind.Command && software.PythonVersion is not null && run.ReadPackages(run.RequirementsPath) is null)
        {
            yield return $"{by} that made {run.Name} wrote no list of packages: those that were imported are listed, without hashes of archives";
        }
    }
}
