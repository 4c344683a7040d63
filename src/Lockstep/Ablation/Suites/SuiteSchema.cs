using System.Text.Json.Nodes;
using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Ablation.Suites;

/// <summary>Every key of a suite, once.</summary>
public static class SuiteSchema
{
    internal const string All = "all";
    internal const string Order = "order";
    internal const string Initialisation = "initialisation";
    internal const string Augmentation = "augmentation";
    internal const string Split = "split";
    internal const string Higher = "higher";
    internal const string Lower = "lower";

    /// <summary>More runs than that are no suite that anybody waits for.</summary>
    internal const int MostSeeds = 1000;
    internal const int MostArms = 200;

    private const int MostItems = 1000;

    private static readonly TextShape Text = new("a text", "[^\u0000]*");
    private static readonly TextShape Path = new("a path", "[^\u0000]+");

    /// <param name="presets">Of augmentation, which arms can be.</param>
    internal static SectionShape Of(IReadOnlyList<Preset> presets) => new(
        new(
            "name", new NullableShape(CommonShapes.TagText), DefaultValue.From("the file's name", _ => null),
            "Names the suite's folder and, with arm and seed, its runs."),
        new("recipe", new NullableShape(Path), DefaultValue.Null, "The recipe that the arms change: of a training, or of the kind command."),
        new(
            "command", new NullableShape(new ItemsShape("words", 10_000, Text)), DefaultValue.Null,
            "In place of a recipe: a program and its arguments, a text each; {seed} stands for the seed."),
        new(
            "metrics", new ItemsShape("regular expressions", MostItems, Path), DefaultValue.Of(new JsonArray()),
            "Of a command: regular expressions that find metrics in what it prints, as exec's --metric."),
        new(
            "outputs", new ItemsShape("patterns", MostItems, Path), DefaultValue.Of(new JsonArray()),
            "Of a command: which files are its result, as exec's --out."),
        new(
            "arms", new ArmsShape(presets), DefaultValue.Of(new JsonObject()),
            "What is compared, by name: keys of the recipe, or of a command arguments, variables or command; or a list of presets of augmentation."),
        new("grid", new GridShape(), DefaultValue.Of(new JsonObject()), "Keys with a list of values each: an arm for each combination, beside the arms."),
        new("base", new NullableShape(CommonShapes.TagText), DefaultValue.From("the first arm", _ => null), "The arm that the others are compared with."),
        new(
            "seeds",
            new NullableShape(new EitherShape(new WholeNumberShape(1, MostSeeds), new ItemsShape("seeds", MostSeeds, CommonShapes.Seed))),
            DefaultValue.From("the fewest that can decide", _ => null),
            "How many seeds each arm is run with, from 1 on, or which ones."),
        new(
            "vary",
            new EitherShape(new WordShape(All), new WordSetShape(Order, Initialisation, Augmentation, Split)),
            DefaultValue.Of(All),
            "What a seed varies of a training: all of it, or some of the order of the data, the initialisation, the augmentation, "
            + "and the split into training and validation."),
        new(
            "metric", new NullableShape(Text), DefaultValue.From("valAccuracy; of a command none", _ => null),
            "The metric that is compared, as runs name it, at the end of a run; of a training also testAccuracy, testLoss or another figure of the "
            + "data set's test images, on which the best checkpoint of each finished run is then evaluated."),
        new(
            "better", new NullableShape(new WordShape(Higher, Lower)), DefaultValue.From("lower for a loss or an error, else higher", _ => null),
            "Which values are better."),
        new(
            "effect", new NullableShape(new AmountShape()), DefaultValue.Null,
            "The difference that one wishes to see: the report says how many seeds it takes."),
        new(
            "expect",
            new EitherShape(new Expectation.InSuite(), new ItemsShape("expectations", MostItems, new Expectation.InSuite())),
            DefaultValue.Of(new JsonArray()),
            "That arms are better than others, at least by so much; exit code 1 where one isn't found so."));

    /// <summary>The JSON Schema (2020-12) for editors.</summary>
    public static string ToJsonSchema(RecipeAdditions additions) => JsonSchemaText.Of(
        Of(additions.BuiltIn.AugmentPresets), "Which variants of a recipe or command are compared, over which seeds, and by what.", "Lockstep suite");
}
