namespace Lockstep.Compare;

/// <summary>A sentence, or a part of one, that a verdict can say.</summary>
/// <param name="Text">What stands in braces is filled in.</param>
/// <param name="Proves">What follows from it.</param>
/// <param name="DoesNotProve">What doesn't, though one may think so.</param>
public sealed record Sentence(string Text, string Proves, string DoesNotProve)
{
    /// <summary>The text with its places filled in, in their order.</summary>
    public string With(params ReadOnlySpan<string> values)
    {
        var text = Text;
        foreach (var value in values)
        {
            var (open, close) = (text.IndexOf('{', StringComparison.Ordinal), text.IndexOf('}', StringComparison.Ordinal));
            // What is filled in may hold braces itself: they are put back at the end.
            text = $"{text[..open]}{value.Replace('{', Open).Replace('}', Close)}{text[(close + 1)..]}";
        }

        return text.Replace(Open, '{').Replace(Close, '}');
    }

    private const char Open = '\uE000';
    private const char Close = '\uE001';
}

/// <summary>All that <c>diff</c>, <c>rerun</c>, <c>bisect</c> and <c>explain</c> say of why two runs differ. <c>docs/verdicts.md</c> is made of it.</summary>
public static partial class Sentences
{
    private const string Maybe = "That it is what made the difference: it is named because it differs and can act there. `lockstep explain A B` tries it.";

    internal static readonly Sentence Blamed = new(
        "{box}: {what} differs {both values}, and {why}; {what is the same}.",
        "That this differs between the runs, and can act in the phase where they first differ.",
        Maybe);
    internal static readonly Sentence BlamedAll = new(
        "{box}: {all that differ} differ, and {why}; {what is the same}.",
        "That these differ between the runs, and can act in the phase where they first differ. The likeliest is first.",
        "Which of them made the difference, or whether all did. `lockstep explain A B` tells.");
    internal static readonly Sentence BlamedData = new(
        "Data: {what became of the samples}; {what is the same}.",
        "That the runs used other samples, or other contents or classes of them, where they first differ.",
        Maybe);
    internal static readonly Sentence Others = new(
        " It may also be {others}.",
        "That these differ too, and can act there or in a phase before, where it need not be seen.",
        "That any of them acted.");
    internal static readonly Sentence Unseen = new(
        " Or it is what locks can't see: 'lockstep rerun {A}' tells whether A repeats itself.",
        "That what is named belongs to the machine, whose arithmetic may also not repeat.",
        "That it doesn't repeat.");

    internal static readonly Sentence NothingToCompare = new(
        "The command left no file, no metric and no step of an optimizer. Name what it makes with --out, or what it prints with --metric.",
        "That a run came to its end, and nothing is on record that another could be held against.",
        "That the two did the same.");
    internal static readonly Sentence NothingThisTime = new(
        "{A} left something to compare, and this run nothing. A program that makes only what is missing, such as make, found it made: remove it first, "
        + "or have it all made anew, as with 'make -B'.",
        "That the second run came to its end and left nothing, where the first left a file, a metric or a step of an optimizer.",
        "That the two did the same, nor that it was found made already.");

    internal static readonly Sentence StartWeights = new(
        "the weights that training starts from are of another file",
        "That the start weights' SHA-256 differ.",
        "That the networks differ.");
    internal static readonly Sentence Device = new(
        "each device has kernels of its own, which add in another order",
        "That the runs computed on different devices.",
        Maybe);
    internal static readonly Sentence Decoder = new("another decoder may give other pixels for the same file", "That the image decoders differ.", Maybe);
    internal static readonly Sentence Arithmetic = new("arithmetic may depend on it", "That this part of the environment differs.", Maybe);
    internal static readonly Sentence Seed = new("what is drawn starts from it", "That the seeds differ.", Maybe);
    internal static readonly Sentence Switches = new("it decides which of libtorch's operations are used", "That libtorch's switches differ.", Maybe);
    internal static readonly Sentence Program = new(
        "the program's own augmentations and models are in it",
        "That the runs were made by two builds of the program.",
        Maybe);
    internal static readonly Sentence Commit = new(
        "the program may read files of its repository",
        "That the repository was at another commit, or had other changes.",
        "That the program read any of them.");

    internal static readonly Sentence OfInitialization = new("the first weights follow from it", "That it acts before the first step.", Maybe);
    internal static readonly Sentence OfOrder = new("it says which samples come when", "That it acts on the order.", Maybe);
    internal static readonly Sentence OfDecode = new("it says how an image is decoded", "That it acts on decoding.", Maybe);
    internal static readonly Sentence OfAugment = new("it says what happens to an image", "That it acts between pixels and the network.", Maybe);
    internal static readonly Sentence OfTargets = new("it says what a sample's target is", "That it acts on targets.", Maybe);
    internal static readonly Sentence OfForward = new("the network's answer or the loss follows from it", "That it acts in the forward pass.", Maybe);
    internal static readonly Sentence OfBackward = new("gradients follow from it", "That it acts in the backward pass.", Maybe);
    internal static readonly Sentence OfUpdate = new(
        "it says how the weights are moved, or when",
        "That it acts on the learning rate, the optimizer or when it steps.",
        Maybe);
    internal static readonly Sentence OfRandomState = new(
        "how often libtorch's generator is drawn from follows from it",
        "That it acts on libtorch's draws.",
        Maybe);

    internal static readonly Sentence BeforeFirst = new("nothing comes before the first weights", "That the very first weights differ.", "");
    internal static readonly Sentence FirstWeightsSame = new(
        "the first weights are the same",
        "That the digests of the weights before the first step are equal.",
        "");
    internal static readonly Sentence StepsSame = new(
        "all steps before are the same",
        "That batches, losses, gradients and weights of all steps before have equal digests, where digested.",
        "That decoded files were the same: what changed no batch is told in a note.");
    internal static readonly Sentence OrderSame = new(
        "the samples and their order are the same",
        "That the same samples came at the same places of the batch.",
        "");
    internal static readonly Sentence PixelsSame = new("the decoded pixels are the same", "That the digests of all samples' pixels are equal.", "");
    internal static readonly Sentence ImagesSame = new("the images are the same", "That the digests of the batch are equal.", "");
    internal static readonly Sentence BatchSame = new(
        "batch and weights are the same",
        "That the digests of the batch, and of the weights after the step before, are equal.",
        "");
    internal static readonly Sentence BatchSameWeightsOld = new(
        "the batch is the same, and the weights were when last digested, after step {step}",
        "That the weights were last known to be the same so many steps before: the update of a step since may be what differs.",
        "That the forward pass of this step differs by itself.");
    internal static readonly Sentence LossSame = new(
        "the loss is the same",
        "That the losses have the same bits.",
        "That the network's answers are: a loss can lose what differs.");
    internal static readonly Sentence GradientsSame = new(
        "the loss is the same, and so are the gradients, where digested",
        "That losses and gradients have the same bits.",
        "");
    internal static readonly Sentence WeightsSame = new("the weights are the same, where digested", "That the weights after the step have the same bits.", "");
}
