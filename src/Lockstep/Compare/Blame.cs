using System.Globalization;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Snapshots;

namespace Lockstep.Compare;

/// <summary>Which box a divergence comes from, as far as the locks can say.</summary>
/// <param name="Box">Where no lock differs, the one that isn't shut.</param>
/// <param name="Reason">In one sentence.</param>
public sealed record Blame(Box Box, string Reason)
{
    private const int MostNamed = 8;

    private const string ManifestId = "manifestId";
    private const string OtherDevice = "each device has kernels of its own, which add in another order";

    /// <summary>A part of the step, and what in the locks can bring it about, likeliest first.</summary>
    private static readonly Dictionary<Phase, Cause[]> Causes = new()
    {
        [Phase.Initialization] =
        [
            new(Locks.Box.Randomness, IsSeed, "initial weights are drawn from it"),
            new(Locks.Box.Code, key => InRecipe(key, "model"), "the networks are not the same"),
            new(Locks.Box.Data, key => key.StartsWith("samples", StringComparison.Ordinal), "the classes or the images' size shape the network"),
            new(Locks.Box.Environment, IsNumeric, "the library that draws the weights is another"),
        ],
        [Phase.Order] =
        [
            new(Locks.Box.Data, key => key is ManifestId or "excluded", "the order is drawn over other samples"),
            new(Locks.Box.Randomness, IsSeed, "split and order are drawn from it"),
            new(Locks.Box.Code, key => InRecipe(key, "sampler", "train.batch_size", "split"), "it says which samples come when"),
            new(Locks.Box.Data, key => key.StartsWith("samples", StringComparison.Ordinal), "the order is drawn over other samples"),
        ],
        [Phase.Decode] =
        [
            new(Locks.Box.Code, key => InRecipe(key, "data"), "it says how an image is decoded"),
            new(Locks.Box.Environment, key => key.StartsWith("imageDecoder", StringComparison.Ordinal), "another decoder may give other pixels for the same file"),
            new(Locks.Box.Environment, _ => true, "decoding may depend on it"),
        ],
        [Phase.Augment] =
        [
            new(Locks.Box.Code, key => InRecipe(key, "augment", "memory_format"), "it says what happens to an image"),
            new(Locks.Box.Randomness, IsSeed, "augmentation draws from it"),
            new(Locks.Box.Environment, key => key == Arithmetic.Key, "another arithmetic of Lockstep augments"),
            new(Locks.Box.Environment, _ => true, "arithmetic on pixels may depend on it"),
        ],
        [Phase.Targets] =
        [
            new(Locks.Box.Data, _ => true, "the samples' classes come from it"),
            new(Locks.Box.Code, key => InRecipe(key, "augment", "split"), "it says what a sample's target is"),
        ],
        [Phase.Forward] =
        [
            new(Locks.Box.Code, key => InRecipe(key, "model", "loss"), "it is what the network computes"),
            new(Locks.Box.Randomness, IsSwitch, "it decides which of libtorch's operations are used"),
            new(Locks.Box.Environment, IsDevice, OtherDevice),
            new(Locks.Box.Environment, IsNumeric, "arithmetic depends on it"),
            new(Locks.Box.Code, key => InRecipe(key, "memory_format", "threads"), "sums are taken in another order"),
        ],
        [Phase.Backward] =
        [
            new(Locks.Box.Randomness, IsSwitch, "it decides which of libtorch's operations are used"),
            new(Locks.Box.Environment, IsDevice, OtherDevice),
            new(Locks.Box.Environment, IsNumeric, "arithmetic depends on it"),
            new(Locks.Box.Code, key => InRecipe(key, "loss", "model", "memory_format", "threads"), "gradients are taken in another way"),
        ],
        [Phase.Update] =
        [
            new(Locks.Box.Code, key => InRecipe(key, "optimizer", "schedule", "train"), "it says how gradients move the weights"),
            new(Locks.Box.Data, key => key.StartsWith("samples", StringComparison.Ordinal), "the schedule follows from how many samples there are"),
            new(Locks.Box.Environment, IsDevice, OtherDevice),
            new(Locks.Box.Environment, IsNumeric, "arithmetic depends on it"),
        ],
        [Phase.RandomState] =
        [
            new(Locks.Box.Randomness, IsSeed, "libtorch's generator starts from it"),
            new(Locks.Box.Code, key => InRecipe(key, "model"), "the networks draw a different number of times"),
            new(Locks.Box.Environment, IsNumeric, "the library that draws is another"),
        ],
    };

    /// <param name="divergence">Where the runs part.</param>
    /// <param name="locks">In what their locks differ.</param>
    /// <param name="manifests">What became of the files from the first to the second; null where that isn't known.</param>
    /// <param name="files">Of the samples concerned, in either run.</param>
    /// <param name="areFast">Whether the locks allow operations that don't repeat.</param>
    public static Blame Of(FirstDivergence divergence, IReadOnlyList<LockDifference> locks, ManifestDiff? manifests, IReadOnlyList<string> files, bool areFast = false)
    {
        if (divergence.Phase == Phase.Decode && manifests is { IsEmpty: false })
        {
            var touched = manifests.Changed.Select(pair => pair.After.RelPath).Concat(manifests.Renamed.Select(pair => pair.After.RelPath)).Concat(manifests.Added.Concat(manifests.Removed).Select(file => file.RelPath)).ToHashSet(StringComparer.Ordinal);
            if (files.FirstOrDefault(file => touched.Contains(FileOf(file))) is { } file)
            {
                return new Blame(Locks.Box.Data, $"Data: {FileOf(file)} is not the same file in both manifests, and its pixels differ.");
            }

            if (files.Count == 0)
            {
                return new Blame(Locks.Box.Data, $"Data: decoded pixels differ, and so {(touched.Count == 1 ? "does" : "do")} {Counted.Of(touched.Count, "file")} of the manifests.");
            }
        }

        // Files that only changed leave the order as it is.
        var orderIsOfOtherFiles = manifests is null || manifests.Added.Count + manifests.Removed.Count + manifests.Renamed.Count > 0;
        var able = locks.Where(difference => difference.Key != ManifestId || divergence.Phase != Phase.Order || orderIsOfOtherFiles).ToArray();
        var found = CausesOf(divergence)
            .Select(cause => (Cause: cause, Differences: Array.FindAll(able, difference => difference.Box == cause.Box && cause.Concerns(difference.Key))))
            .Where(pair => pair.Differences.Length > 0)
            .DistinctBy(pair => pair.Cause.Box)
            .ToArray();
        if (found is not [var (first, differences), .. var others])
        {
            return Remaining(divergence, locks, areFast);
        }

        var also = others.Length == 0 ? "" : $" It may also be {string.Join(" or ", others.Select(pair => $"{pair.Cause.Box} ({pair.Differences[0].Key})"))}.";
        return new Blame(first.Box, $"{first.Box}: {Named(differences)}, and {first.Why}; {Before(divergence)}.{also}");
    }

    /// <summary>All that differ, with both values, as long as that can be read; of many libraries and the like the first ones.</summary>
    private static string Named(LockDifference[] differences)
    {
        string Both(LockDifference difference) => $"({Short(difference.Recorded)} in A, {Short(difference.Found)} in B)";
        string[] named = [.. differences.Take(MostNamed).Select(difference => $"{difference.Key} {Both(difference)}")];
        return differences.Length == 1 ? $"{differences[0].Key} differs {Both(differences[0])}"
            : differences.Length > MostNamed ? $"{string.Join(", ", named)} and {differences.Length - MostNamed} more differ"
            : $"{string.Join(", ", named[..^1])} and {named[^1]} differ";
    }

    /// <summary>Where weights aren't digested at each step, the backward pass or the update of a step before may be what parted.</summary>
    private static Cause[] CausesOf(FirstDivergence divergence) => MayBeOfAStepBefore(divergence)
        ? [.. Causes[Phase.Forward], .. Causes[Phase.Backward], .. Causes[Phase.Update]]
        : Causes[divergence.Phase];

    private static bool MayBeOfAStepBefore(FirstDivergence divergence) => divergence.Phase == Phase.Forward && divergence.WeightsEqualAt != divergence.Step - 1;

    /// <summary>What is known to be the same.</summary>
    private static string Before(FirstDivergence divergence) => divergence.Phase switch
    {
        Phase.Initialization => "nothing comes before the first weights",
        Phase.Order => divergence.Step <= 1 ? "the first weights are the same" : "all steps before are the same",
        Phase.Decode => "the samples and their order are the same",
        Phase.Augment => "the decoded pixels are the same",
        Phase.Targets => "the images are the same",
        Phase.Forward when divergence.WeightsEqualAt is { } at && at < divergence.Step - 1 => string.Create(CultureInfo.InvariantCulture, $"the batch is the same, and the weights were when last digested, after step {at}"),
        Phase.Forward => "batch and weights are the same",
        Phase.Backward => "the loss is the same",
        Phase.Update => "the loss is the same, and so are the gradients, where digested",
        _ => "the weights are the same, where digested",
    };

    /// <summary>No lock is known to bring it about: one that differs at all is named, else what the locks don't see.</summary>
    private static Blame Remaining(FirstDivergence divergence, IReadOnlyList<LockDifference> locks, bool areFast)
    {
        var phase = divergence.Phase;
        if (locks.FirstOrDefault(difference => difference.Box == Locks.Box.Code && difference.Key is "commit" or "diffSha256") is { } code)
        {
            return new Blame(Locks.Box.Code, $"Code: {code.Key} differs ({Short(code.Recorded)} in A, {Short(code.Found)} in B), and no other lock accounts for the phase {Word(phase)}.");
        }

        return locks.Count > 0
            ? new Blame(locks[0].Box, $"{locks[0].Box}, perhaps: {string.Join(", ", locks.Select(difference => difference.Key).Distinct(StringComparer.Ordinal).Take(3))} differ, though none is known to change the phase {Word(phase)}.")
            : Unlocked(divergence, areFast);
    }

    /// <summary>No lock differs, so one of the boxes isn't shut: the phase says which.</summary>
    private static Blame Unlocked(FirstDivergence divergence, bool areFast)
    {
        if (areFast && divergence.Phase is (Phase.Forward or Phase.Backward or Phase.Update) && !divergence.Later.Contains(Phase.RandomState))
        {
            return new Blame(Locks.Box.Randomness, "Randomness: no lock differs, and 'determinism: fast' allows operations that don't repeat; 'determinism: strict' does not.");
        }

        var (box, what) = divergence.Phase switch
        {
            Phase.Initialization => (Locks.Box.Randomness, "the first weights don't come from the seed alone"),
            Phase.Order => (Locks.Box.Randomness, "the order doesn't come from the seed alone"),
            Phase.Decode => (Locks.Box.Data, "a file changed behind the gate, or its decoding doesn't repeat; check the data set with 'lockstep data verify'"),
            Phase.Augment => (Locks.Box.Randomness, "an augmentation draws from something else than the stream it is handed, such as Random.Shared or the time; 'lockstep augment check' names it"),
            Phase.Targets => (Locks.Box.Data, "the samples' classes changed behind the gate"),
            Phase.Forward when divergence.Later.Contains(Phase.RandomState) => (Locks.Box.Randomness, "libtorch's generator was drawn from another number of times before or in this step, by a layer or beside them"),
            Phase.Forward => (Locks.Box.Randomness, $"a layer draws by itself, an operation doesn't repeat on this machine, or the weights were touched between two steps{(divergence.Layer is null ? "; 'ledger: deep' names the layer" : "")}"),
            Phase.Backward => (Locks.Box.Randomness, "an operation of the backward pass doesn't repeat on this machine"),
            Phase.Update => (Locks.Box.Code, "the weights are moved by something that the recipe doesn't say"),
            _ => (Locks.Box.Randomness, "something draws from libtorch's generator that didn't in the other run"),
        };
        return new Blame(box, $"{box}: no lock differs, so it is what the locks don't see: {what}.");
    }

    /// <summary>The phase as it is printed.</summary>
    public static string Word(Phase phase) => phase == Phase.RandomState ? "random state" : phase.ToString().ToLowerInvariant();

    private static bool IsSwitch(string key) => key.StartsWith("switches", StringComparison.Ordinal) || key is "determinism";

    private static bool IsSeed(string key) => key is "seed" or "splitSeed" or "orderAndAugmentation" or "initialisation";

    private static bool IsDevice(string key) => key is "device";

    /// <summary>What takes part in arithmetic; the image decoder doesn't.</summary>
    private static bool IsNumeric(string key) => !key.StartsWith("imageDecoder", StringComparison.Ordinal);

    private static bool InRecipe(string key, params string[] names) =>
        names.Any(name => key == $"recipe.{name}" || key.StartsWith($"recipe.{name}.", StringComparison.Ordinal));

    /// <summary>A sample's name without the record inside the file.</summary>
    private static string FileOf(string sample) => sample.LastIndexOf('#') is > 0 and var at && sample.AsSpan(at + 1).ContainsAnyExceptInRange('0', '9') == false ? sample[..at] : sample;

    private static string Short(string? json) => json is null ? "nothing" : json.Length > 40 ? json[..37] + "…" : json;

    private sealed record Cause(Box Box, Func<string, bool> Concerns, string Why);
}
