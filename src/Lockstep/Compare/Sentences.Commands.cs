namespace Lockstep.Compare;

public static partial class Sentences
{
    internal static readonly Sentence OfBatch = new("it says what the samples of a batch become", "That it acts on what the network sees.", Maybe);

    internal static readonly Sentence CommandFast = new(
        "Randomness: {what differs, or no lock differs}, and '--fast' allows operations of PyTorch that don't repeat; without it those that can repeat do, "
        + "and '--strict' makes the others errors.",
        "That operations were allowed which may give other bits each time.",
        "That one of them did.");

    internal static readonly Sentence CommandUnexplained = new(
        "Randomness: nothing that differs on record can change a result, so it is what the locks don't see: a variable that the command reads itself, "
        + "what came by stdin or from the network, the time, entropy, the number of a process, the order in which threads or processes ended, "
        + "or a generator that no seed reaches.",
        "That what differs on record can't have made the difference.",
        NotWhich);

    internal static readonly Sentence CommandFound = new(
        "Data: {what was found, and by which run}. To begin alike, take it away before each run, or have the command write elsewhere by an option of its "
        + "own; --out names the files that count.",
        "That a file which the runs change was there before one of them, with what another had left in it, and that it was read or added to.",
        "That it is what made the difference.");

    internal static readonly Sentence FailedThisTime = new(
        "it failed with exit code {code}, where {A} ended with {code of A}",
        "That the command did not come to the same end.",
        "That what else differs has another cause: a command that fails leaves less.");
    internal static readonly Sentence OtherExit = new(
        "it ended with exit code {code}, where {A} failed with {code of A}",
        "That the command did not come to the same end.",
        "");

    internal static readonly Sentence CommandStart = new(
        "something draws the first weights from the clock, from entropy, or from a generator that no seed reaches",
        "",
        NotWhich);
    internal static readonly Sentence CommandOrder = new(
        "something orders the samples by more than the seeds: a generator that no seed reaches, a folder listed unsorted, or a set",
        "",
        NotWhich);
    internal static readonly Sentence CommandBatch = new(
        "what loads or changes the samples draws from a generator that no seed reaches, or reads files that changed",
        "",
        NotWhich);
    internal static readonly Sentence CommandDraw = new(
        "generators were drawn from another number of times before or in this step",
        "That the generators' states differ after the step.",
        NotWhich);
    internal static readonly Sentence CommandForward = new(
        "an operation doesn't repeat on this machine, or the network draws from a generator that no seed reaches{; '--ledger deep' names the module}",
        "",
        NotWhich);
    internal static readonly Sentence CommandBackward = new(
        "an operation of the backward pass doesn't repeat on this machine; '--strict' makes those that torch knows errors",
        "",
        NotWhich);
    internal static readonly Sentence CommandUpdate = new("the weights are moved by something that the ledger doesn't see", "", NotWhich);
    internal static readonly Sentence CommandState = new("something draws from a generator that didn't in the other run", "", NotWhich);
}
