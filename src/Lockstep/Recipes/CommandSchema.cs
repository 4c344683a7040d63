using System.Text.Json.Nodes;
using Lockstep.Schema;

namespace Lockstep.Recipes;

/// <summary>Every key of a recipe whose kind is <c>command</c>, once.</summary>
public static class CommandSchema
{
    private const int MostWords = 1_000_000; // more than the kernel takes
    private const int MostItems = 1000;

    private static readonly TextShape Text = new("a text", "[^\u0000]*");
    private static readonly TextShape Path = new("a path", "[^\u0000]+");

    internal static SectionShape Root { get; } = new(
        new("kind", new WordShape(RunKind.Command), DefaultValue.Of(RunKind.Command), "What the run does: command runs a command.")
        {
            Acts = Effects.Everything,
        },
        new("command", new ItemsShape("words", MostWords, Text), DefaultValue.None, "The program and its arguments, a text each; no shell reads them.")
        {
            Acts = Effects.Everything,
        },
        new("seed", CommonShapes.Seed, DefaultValue.Of(0), "Where every seed comes from that the command doesn't set itself.") { Acts = Effects.Everything },
        new("data", new ItemsShape("folders", MostItems, Path), DefaultValue.Of(new JsonArray()), "Snapshots that the command reads, checked before it runs.")
        {
            // The contents are locked by their manifests; where they lie is nobody's result.
            ChangesResults = false,
        },
        new(
            "outputs",
            new ItemsShape("patterns", MostItems, Path),
            DefaultValue.Of(new JsonArray()),
            "Which files are the result, as [ROLE=]GLOB below the working folder; with none, those that the command wrote there and left.")
        {
            Acts = Effects.Evaluation,
        },
        new(
            "ignore",
            new ItemsShape("keys", MostItems, Path),
            DefaultValue.Of(new JsonArray()),
            "What inside an output is no part of the result, such as a date in a checkpoint.")
        {
            Acts = Effects.Evaluation,
        },
        new(
            "metrics",
            new ItemsShape("regular expressions", MostItems, Path),
            DefaultValue.Of(new JsonArray()),
            "Regular expressions that find metrics in what the command prints; a named group names the metric.")
        {
            Acts = Effects.Evaluation,
        },
        new(
            "determinism",
            new WordShape(CommandRecipe.Strict, CommandRecipe.Warn, CommandRecipe.Fast),
            DefaultValue.Of(CommandRecipe.Warn),
            "Of PyTorch: warn takes deterministic algorithms and names what has none; strict makes those errors; fast only seeds.")
        {
            Acts = Effects.Everything,
        },
        new(
            "threads",
            new NullableShape(new WholeNumberShape(1, CommonShapes.MostThreads)),
            DefaultValue.Null,
            "Threads of OpenMP, MKL and OpenBLAS alike; null leaves them as the command has them. The number can change the last bits of a sum.")
        {
            Acts = Effects.Arithmetic,
        },
        new(
            "ledger",
            new WordShape(CommandRecipe.LedgerOff, CommandRecipe.LedgerStandard, CommandRecipe.LedgerDeep),
            DefaultValue.Of(CommandRecipe.LedgerStandard),
            "What is recorded of each step of PyTorch's optimizers; deep also has what each module gives.")
        {
            ChangesResults = false,
        },
        new("inject", new FlagShape(), DefaultValue.Of(true), "Whether Python gets the start-up module that seeds and records.") { Acts = Effects.Everything },
        new("network", new FlagShape(), DefaultValue.Of(true), "Whether the command may connect to other machines.") { Acts = Effects.Everything },
        new(
            "tolerance",
            new NullableShape(CommonShapes.NotNegative),
            DefaultValue.Null,
            "How far metrics and numbers of a rerun may be off for the verdict 'equivalent'.")
        {
            ChangesResults = false,
        },
        new("tag", new NullableShape(CommonShapes.TagText), DefaultValue.Null, "A word for the run's name.")
        {
            ChangesResults = false,
        },
        InvariantSchema.OfCommand());

    /// <summary>The JSON Schema (2020-12) for editors.</summary>
    public static string ToJsonSchema() => JsonSchemaText.Of(
        Root, "Which command a run runs, with what around it, and what counts as its result. Every key but 'command' has a default.");
}
