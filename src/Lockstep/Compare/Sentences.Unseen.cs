namespace Lockstep.Compare;

public static partial class Sentences
{
    private const string NotWhich = "What it was: that is not on record. Suspicions by phase are named for a start.";

    internal static readonly Sentence Unexplained = new(
        "{box}: {what differs, or no lock differs}, so it is what the locks don't see: {suspicion}.",
        "That nothing that differs on record can act in the phase where the runs first differ.",
        NotWhich + " `lockstep rerun A` tells whether A repeats itself.");

    internal static readonly Sentence NoLock = new("no lock differs", "That the runs have the same lock ID.", "");
    internal static readonly Sentence NoneActs = new(
        "of what differs on record ({keys}) nothing acts in the phase {phase}",
        "That what differs on record can't have made this difference.",
        "");
    internal static readonly Sentence Fast = new(
        "Randomness: {what differs, or no lock differs}, and 'determinism: fast' allows operations that don't repeat; 'determinism: strict' does not.",
        "That operations were allowed which may give other bits each time.",
        "That one of them did.");

    internal static readonly Sentence UnseenWeights = new("the first weights don't come from the seed alone", "", NotWhich);
    internal static readonly Sentence UnseenOrder = new("the order doesn't come from the seed alone", "", NotWhich);
    internal static readonly Sentence UnseenFile = new(
        "a file changed behind the gate, or its decoding doesn't repeat; check the data set with 'lockstep data verify'",
        "",
        NotWhich);
    internal static readonly Sentence UnseenAugmentation = new(
        "an augmentation draws from something else than the stream it is handed, such as Random.Shared or the time; 'lockstep augment check' names it",
        "",
        NotWhich);
    internal static readonly Sentence UnseenTargets = new("the samples' classes changed behind the gate", "", NotWhich);
    internal static readonly Sentence UnseenDraw = new(
        "libtorch's generator was drawn from another number of times before or in this step, by a layer or beside them",
        "That the generator's states differ after the step.",
        NotWhich);
    internal static readonly Sentence UnseenForward = new(
        "a layer draws by itself, an operation doesn't repeat on this machine, or the weights were touched between two steps{; 'ledger: deep' names the layer}",
        "",
        NotWhich);
    internal static readonly Sentence UnseenBackward = new("an operation of the backward pass doesn't repeat on this machine", "", NotWhich);
    internal static readonly Sentence UnseenUpdate = new("the weights are moved by something that the recipe doesn't say", "", NotWhich);
    internal static readonly Sentence UnseenState = new("something draws from libtorch's generator that didn't in the other run", "", NotWhich);

    internal static readonly Sentence Beside = new(
        "{box}: training is the same, up to step {step}; {what differs} differs, and what is measured or kept, or how many steps are made, follows from it.",
        "That the steps that both made are the same bits, and the results are not.",
        Maybe);
    internal static readonly Sentence BesideData = new(
        "Data: training is the same, up to step {step}; of what validates, {what became of the samples}.",
        "That the steps that both made are the same bits, and other samples were validated.",
        Maybe);
    internal static readonly Sentence BesideUnknown = new(
        "{box}: training is the same, up to step {step}, and nothing that differs on record acts on what is measured: it is what the locks don't see.",
        "That the steps are the same bits and the results are not.",
        NotWhich);
    internal static readonly Sentence WithoutLedger = new(
        "{box}: {what differs}, and where it acted can't be told without both ledgers.",
        "That this differs between the runs and can change a result.",
        "At which step, or whether it did at all.");
    internal static readonly Sentence WithoutLedgerUnknown = new(
        "{box}: nothing that differs on record can change a result, and where the runs differ can't be told without both ledgers: "
        + "it is what the locks don't see.",
        "That what differs on record can't have made the difference.",
        NotWhich);
    internal static readonly Sentence Lost = new(
        "Step {step}, phase {phase}: {what}; that changed no batch, loss, gradient or weight there, and is no cause of what follows.",
        "That something was recorded otherwise, and the digests of what came after it in the step are equal.",
        "That it would be lost with other settings too.");

    /// <summary>What to run where several differences may be to blame.</summary>
    public static readonly Sentence Hint = new(
        "Which of {n} it is: lockstep explain {A} {B}",
        "That more than one thing is named.",
        "");
    internal static readonly Sentence Undecided = new(
        "undecided: {what doesn't fit its digest, with the file}",
        "That a file is not what was recorded of it: nothing is said of the runs before that is mended.",
        "That the results differ, or that they are the same.");

    /// <summary>All of them by name, in the order of their declarations.</summary>
    public static IReadOnlyList<(string Name, Sentence Sentence)> All { get; } =
    [
        .. typeof(Sentences).GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public)
            .Where(field => field.FieldType == typeof(Sentence)).OrderBy(field => field.MetadataToken)
            .Select(field => (field.Name, (Sentence)field.GetValue(null)!)), // each is set where it is declared
    ];
}
