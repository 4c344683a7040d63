using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Locks;

/// <summary>What a Randomness lock says.</summary>
/// <param name="Lock">Of the Randomness box.</param>
public readonly record struct RecordedRandomness(BoxLock Lock)
{
    /// <summary>What <see cref="Seed"/> stands under.</summary>
    public const string SeedKey = "seed";

    /// <summary>The recipe's.</summary>
    public long Seed => LooseJson.Number(Lock.Relevant, SeedKey) ?? 0;

    /// <summary>What was in force, of what is on or off.</summary>
    public IReadOnlyDictionary<string, bool> Switches => (Lock.Relevant[RecordedCommand.SwitchesKey] as JsonObject ?? [])
        .Where(item => item.Value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
        .ToDictionary(item => item.Key, item => item.Value!.GetValue<bool>(), StringComparer.Ordinal); // the kind was asked for

    /// <summary>Whether the recipe's <c>determinism</c> allows operations that don't repeat.</summary>
    public bool IsFast => LooseJson.Text(Lock.Relevant, "determinism") == "fast";
}
