namespace Lockstep.Compare;

public static partial class Sentences
{
    private const string OnThis = "Anything of other machines, or of steps that were not replayed.";

    internal static readonly Sentence ProvenStep = new(
        "With {differences} of B, A's step {step} is B's, bit for bit (phase {phase}).",
        "That A replayed without them isn't B there, and with them is, in batch, loss, gradients, weights and random state; "
        + "and that none of them can be left out.",
        OnThis + " Another set may do it too.");
    internal static readonly Sentence ProvenResult = new(
        "With {differences} of B, A's result is B's, bit for bit; all steps that both made are the same without.",
        "That A trained without them has another result ID, and with them B's; and that none of them can be left out.",
        OnThis);
    internal static readonly Sentence ProvenHere = new(
        "A's {step}, replayed here with nothing put in, is B's, bit for bit: what is here as in B, and not as in A, is {differences}.",
        "That it is the machine or the program here, and nothing that can be put in.",
        "Which of these it is, where several are named.");
    internal static readonly Sentence ChangesNothing = new(
        "{difference} changes nothing up to step {step}.",
        "That A, with the causes put in and without this, does what B did with it.",
        "That it changes nothing in later steps, or with other settings.");
    internal static readonly Sentence ResultToo = new(
        "With all of that, A's result is B's too.",
        "That the result IDs are equal.",
        OnThis);
    internal static readonly Sentence Noisy = new(
        "Not explained by what was recorded; A doesn't repeat itself.",
        "That A, replayed twice with the same locks, did two different things.",
        "What in it doesn't repeat; 'lockstep bisect A' names the layer, 'lockstep augment check' an augmentation.");

    /// <summary>Neither run is made here.</summary>
    public static readonly Sentence Elsewhere = new(
        "Not explained: A, replayed here, does not do what it did, each time the same: it was made with something else than what is here.",
        "That A repeats itself here, and not what was recorded.",
        "What it is: the locks that aren't met are named.");
    internal static readonly Sentence NotExplained = new(
        "Not explained: A with all of B that can be put in does not do what B did, and A repeats itself.",
        "That no set of the differences that can be put in makes B of A here.",
        "That A always repeats itself.");
    internal static readonly Sentence CantBePut = new(
        "{difference} can't be put into A: {where it is}.",
        "That it differs, and belongs to the machine or the program.",
        "That it made a difference.");
    internal static readonly Sentence SameRuns = new("The runs don't differ: there is nothing to explain.", "That steps and results are the same.", "");
}
