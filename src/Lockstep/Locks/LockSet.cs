using Lockstep.Files;

namespace Lockstep.Locks;

/// <summary>The four locks of a run.</summary>
public sealed record LockSet(BoxLock Code, BoxLock Data, BoxLock Environment, BoxLock Randomness)
{
    /// <summary>In the order of the boxes.</summary>
    public IReadOnlyList<BoxLock> All => [Code, Data, Environment, Randomness];

    /// <summary>SHA-256 of the canonical JSON of the four locks' result-relevant parts: equal lock IDs promise equal result IDs.</summary>
    public string LockId => CanonicalJson.DigestOf(JsonMembers.Of(All, box => box.Name, box => box.Relevant.DeepClone()));

    /// <summary>Whether the recipe's <c>determinism</c> allows operations that don't repeat.</summary>
    public bool AreFast => new RecordedRandomness(Randomness).IsFast;

    /// <summary>Every result-relevant value in which <paramref name="found"/> differs from these recorded locks.</summary>
    public IReadOnlyList<LockDifference> DifferencesTo(LockSet found) =>
        [
            .. All.Zip(found.All, (recorded, now) => recorded.DifferencesTo(now)).SelectMany(differences => differences)
        ];
}
