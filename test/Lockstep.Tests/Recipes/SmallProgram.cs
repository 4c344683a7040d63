using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Tests.Recipes;

/// <summary>A program that has little that recipes can name: the core knows what is registered with it, and nothing else by name.</summary>
internal static class SmallProgram
{
    public static RecipeAdditions Additions { get; } = new(
        new BuiltInKeys(
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
            [new("none", "Nothing random.", []), new("mirrored", "Half of the images.", new JsonObject { ["hflip_prob"] = 1 })]),
        [],
        []);

    public static ResolvedRecipe Resolve(string yaml) => RecipeReader.Resolve("config.yaml", Encoding.UTF8.GetBytes(yaml), [], processorCount: 8, Additions);
}
