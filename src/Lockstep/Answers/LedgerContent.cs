using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Text;

namespace Lockstep.Answers;

/// <summary>What a ledger holds, as <c>--json</c> gives it.</summary>
public static class LedgerContent
{
    /// <param name="damage">Null where it is sound.</param>
    /// <param name="chain">The last step's; null where there is none that can be relied on.</param>
    public static JsonObject Of(Ledger ledger, RecordDamage? damage, string? chain) => new()
    {
        ["ledger"] = ledger.Path,
        ["level"] = EnumWord.Of(ledger.Header.Level),
        ["steps"] = Math.Max(0, ledger.Count - 1),
        ["slots"] = ledger.Header.Slots,
        ["interval"] = ledger.Header.Interval,
        ["digests"] = EnumWord.Of(ledger.Header.Digests),
        ["parameters"] = ledger.Header.Parameters,
        ["seed"] = ledger.Header.Seed,
        ["lockId"] = ledger.Header.LockId,
        ["layers"] = JsonTexts.Of(ledger.Header.Layers),
        ["chain"] = chain,
        ["tornBytes"] = ledger.TornBytes,
        ["damage"] = damage?.ToString(),
    };

    /// <summary>One step.</summary>
    /// <param name="names">Of samples, by their ids.</param>
    public static JsonObject Of(Ledger ledger, StepRecord step, IReadOnlyDictionary<uint, string> names) => new()
    {
        ["step"] = step.Step,
        ["epoch"] = step.Epoch,
        ["loss"] = JsonNumber.Of(step.Loss),
        ["lossBits"] = BitConverter.SingleToInt32Bits(step.Loss).ToString("x8", CultureInfo.InvariantCulture),
        ["learningRate"] = JsonNumber.Of(step.LearningRate),
        ["images"] = Hex(step.Images),
        ["targets"] = Hex(step.Targets),
        ["gradients"] = step.Gradients is { } taken ? Hex(taken) : null,
        ["weights"] = step.Weights is { } also ? Hex(also) : null,
        ["randomState"] = Hex(step.Random),
        ["chain"] = Hex(step.Chain),
        ["samples"] = new JsonArray([.. Enumerable.Range(0, step.Ids.Count).Select(place => new JsonObject
        {
            ["id"] = step.Ids[place],
            ["name"] = names.GetValueOrDefault(step.Ids[place]),
            ["decoded"] = step.Decoded[place].ToString("x16", CultureInfo.InvariantCulture),
            ["augmented"] = step.Augmented[place].ToString("x16", CultureInfo.InvariantCulture),
        })]),
        ["layers"] = new JsonArray([.. Enumerable.Range(0, ledger.Header.Layers.Count).Select(layer => new JsonObject
        {
            ["name"] = ledger.Header.Layers[layer],
            ["activations"] = Seen(step.Activations[layer]),
            ["gradients"] = Seen(step.LayerGradients[layer]),
        })]),
    };

    private static string? Seen(UInt128 digest) => digest == 0 ? null : Hex(digest);

    private static string Hex(UInt128 digest) => digest.ToString("x32", CultureInfo.InvariantCulture);
}
