using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Tests.Recipes;

/// <summary>A program that has little that recipes can name: the core knows what is registered with it, and nothing else by name.</summary>
internal static class SmallProgram
{
    public static RecipeAdditions Additions { get; } = new(
        new BuiltInKeys
        {
            Augment =
            [
                new("hflip_prob", CommonShapes.Probability, DefaultValue.Of(0.0), "How likely an image is mirrored."),
                new(
                    "normalize",
                    new NullableShape(new SectionShape(new Key("mean", CommonShapes.AnyNumber, DefaultValue.None, "Is subtracted."))),
                    DefaultValue.Null,
                    "Of the numbers.")
                {
                    Acts = Effects.Augment | Effects.Evaluation,
                },
            ],
            AugmentPresets = [new("none", "Nothing random.", []), new("mirrored", "All images.", new JsonObject { ["hflip_prob"] = 1 })],
            Models = new("flat", [new("flat", "One layer."), new("deep", "More.", Whole("layers", 3))]),
            Losses = new("squares", [new("squares", "The mean of the squares.")]),
            Optimizers = new("descent", [new("descent", "Downhill.", Number("weight_decay"), new("no_decay", new WordSetShape("bias"), NoWords, "None."))]),
            Schedules = new("constant", [new("constant", "One rate.", Number("warmup_epochs"))]),
        },
        [],
        []);

    private static DefaultValue NoWords => DefaultValue.Of(new JsonArray());

    public static ResolvedRecipe Resolve(string yaml) => RecipeReader.Resolve("config.yaml", Encoding.UTF8.GetBytes(yaml), [], processorCount: 8, Additions);

    private static Key Whole(string name, int usual) => new(name, new WholeNumberShape(1, 9), DefaultValue.Of(usual), "So many.");

    private static Key Number(string name) => new(name, CommonShapes.NotNegative, DefaultValue.Of(0.0), "So much.");
}
