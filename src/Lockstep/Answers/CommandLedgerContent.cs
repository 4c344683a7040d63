using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Ledgers.Commands;
using Lockstep.Text;

namespace Lockstep.Answers;

/// <summary>What the ledger of a command holds, as <c>--json</c> gives it.</summary>
public static class CommandLedgerContent
{
    /// <summary>All of it.</summary>
    public static JsonObject Of(CommandLedgerFile ledger, CommandLedgerSurvey survey) => new()
    {
        ["ledger"] = ledger.Path,
        ["level"] = EnumWord.Of(ledger.Header.Level),
        ["steps"] = survey.Processes.Sum(process => process.Steps),
        ["digests"] = EnumWord.Of(ledger.Header.Digests),
        ["seed"] = ledger.Header.Seed,
        ["lockId"] = ledger.Header.LockId,
        ["processes"] = new JsonArray([.. survey.Processes.Select(Of)]),
        ["tornBytes"] = ledger.TornBytes,
        ["damage"] = survey.Damage?.ToString(),
    };

    /// <summary>One step of a process.</summary>
    public static JsonObject Of(LedgerProcess process, long step, IEnumerable<CommandStep> records) => new()
    {
        ["process"] = process.Label,
        ["step"] = step,
        ["records"] = new JsonArray([.. records.Select(Of)]),
    };

    private static JsonObject Of(CommandStep step) => new()
    {
        ["optimizer"] = step.Optimizer.Number,
        ["class"] = step.Optimizer.Class,
        ["optimizerStep"] = step.OptimizerStep,
        ["epoch"] = JsonNumber.Of(step.Epoch),
        ["learningRates"] = new JsonArray([.. step.Rates.Select(rate => JsonNumber.Of(rate))]),
        ["losses"] = new JsonArray([.. step.Losses.Select(loss => new JsonObject { ["value"] = JsonNumber.Of(loss.Value), ["digest"] = Hex(loss.Digest) })]),
        ["batches"] = new JsonArray([.. step.Batches.Select(batch => new JsonObject
        {
            ["loader"] = batch.Loader,
            ["digest"] = Hex(batch.Digest),
            ["samples"] = new JsonArray([.. batch.Ids.Select(id => JsonValue.Create(id))]),
        })]),
        ["gradients"] = Digests(step.Gradients, step.Optimizer.NameOfParameter),
        ["parameters"] = Digests(step.Parameters, step.Optimizer.NameOfParameter),
        ["buffers"] = Digests(step.Buffers, step.Optimizer.NameOfBuffer),
        ["randomStates"] = new JsonObject(CommandStep.Generators.Zip(step.Random, (name, digest) => KeyValuePair.Create(name, (JsonNode?)Seen(digest)))),
        ["modules"] = new JsonArray([.. step.Outputs.Select(output => new JsonObject
        {
            ["name"] = output.Module,
            ["count"] = output.Count,
            ["digest"] = Hex(output.Digest),
        })]),
    };

    private static JsonObject Of(SurveyedProcess process) => new()
    {
        ["process"] = process.Process.Label,
        ["rank"] = process.Process.Rank,
        ["steps"] = process.Steps,
        ["chain"] = process.Process.Chain.ToString("x32", CultureInfo.InvariantCulture),
        ["optimizers"] = new JsonArray([.. process.Optimizers.Select(pair => new JsonObject
        {
            ["number"] = pair.Optimizer.Number,
            ["class"] = pair.Optimizer.Class,
            ["steps"] = pair.Steps,
            ["parameters"] = new JsonArray([.. pair.Optimizer.Parameters.Select(parameter => JsonValue.Create(parameter.ToString()))]),
            ["buffers"] = JsonTexts.Of(pair.Optimizer.Buffers),
        })]),
    };

    /// <summary>A list, since two parameters may have one name.</summary>
    private static JsonArray Digests(IReadOnlyList<uint> digests, Func<int, string> nameOf) =>
        new([.. digests.Select((digest, index) => new JsonObject { ["name"] = nameOf(index), ["digest"] = Seen(digest) })]);

    /// <summary>0 stands for what is not there.</summary>
    private static JsonValue? Seen(uint digest) => digest == 0 ? null : JsonValue.Create(Hex(digest));

    private static string Hex(uint digest) => digest.ToString("x8", CultureInfo.InvariantCulture);
}
