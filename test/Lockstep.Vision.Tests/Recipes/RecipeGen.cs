using System.Text.Json.Nodes;
using CsCheck;
using Lockstep.Schema;

namespace Lockstep.Vision.Tests.Recipes;

/// <summary>Random valid recipes, drawn from the schema: a new key is covered as soon as it is declared.</summary>
internal static class RecipeGen
{
    private static readonly Gen<string> Text = OneOf(
            "a", "Z", "0", "9", " ", "-", "_", ".", "/", ":", "#", "'", "\"", "\\", "[", "]", "{", "}", ",", "&", "*", "!", "|", ">", "%", "@", "`", "?",
            "~", "null", "true", "yes", "1e3", "é", "\u0301", "日本", "😀", "\u0085", "\u2028", "\ufeff", "\u00a0", "\u200e")
        .Array[1, 12]
        .Select(string.Concat);

    /// <summary>A recipe that says some things and leaves others to their defaults.</summary>
    public static Gen<JsonObject> Sparse { get; } = Section(RecipeText.BuiltIn.Root.Keys).Select(Bend);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Gen<JsonNode?> Value(Shape shape) => shape switch
    {
        WholeNumberShape whole => Gen.Long[whole.Least, whole.Most].Select(value => (JsonNode?)(whole.IsOdd ? value | 1 : value)),
        NumberShape number => Number(number).Select(value => (JsonNode?)value),
        FlagShape => Gen.Bool.Select(value => (JsonNode?)value),
        WordShape word => OneOf([.. word.Words]).Select(value => (JsonNode?)value),
        TextShape { Pattern: "[0-9a-f]{64}" } => Gen.Byte.Array[32].Select(bytes => (JsonNode?)Convert.ToHexStringLower(bytes)),
        TextShape text => Text.Select(value => (JsonNode?)(text.Pattern.StartsWith("[A-Z", StringComparison.Ordinal) ? Tag(value) : value)),
        ListShape { IsRising: true } list =>
            Value(list.Item).Array[list.Names.Count].Select(items => (JsonNode?)new JsonArray([.. items.OrderBy(item => item!.GetValue<double>())])),
        RisingListShape list => Gen.Long[list.Item.Least, list.Item.Most].Array[1, 4].Select(
            items => (JsonNode?)new JsonArray([.. items.Distinct().Order().Select(item => (JsonNode?)item)])),
        WordSetShape set => OneOf([.. set.Words]).Array[0, 3].Select(words => (JsonNode?)new JsonArray([.. words.Distinct().Select(word => (JsonNode?)word)])),
        ClassWeightsShape => Gen.OneOf(
            Gen.Const(0).Select(_ => (JsonNode?)ClassWeightsShape.Balanced),
            Number(ClassWeightsShape.Item).Array[1, 4].Select(weights => (JsonNode?)new JsonArray([.. weights.Select(weight => (JsonNode?)weight)]))),
        SideOrListShape side => Gen.OneOf(Value(side.One), Value(side.List)),
        ListShape list => Value(list.Item).Array[list.Names.Count].Select(items => (JsonNode?)new JsonArray(items)),
        ItemsShape items => Value(items.Item).Array[0, 3].Select(values => (JsonNode?)new JsonArray([.. values.Select(value => value?.DeepClone())])),
        MapShape map => Gen.Select(Text, Value(map.Item)).Array[0, 3].Select(
            items => (JsonNode?)new JsonObject(items.DistinctBy(item => item.Item1).Select(item => KeyValuePair.Create(item.Item1, item.Item2?.DeepClone())))),
        NullableShape nullable => Gen.Bool.SelectMany(isNull => isNull ? Gen.Const((JsonNode?)null) : Value(nullable.Inner)),
        SectionShape section => Section(section.Keys).Select(values => (JsonNode?)values),
        PresetShape preset => Gen.Bool.SelectMany(
            brief => brief ? OneOf([.. preset.Presets]).Select(item => (JsonNode?)item.Name) : Section(preset.Keys).Select(values => (JsonNode?)values)),
        ChoiceShape choice => OneOf([.. choice.Variants]).SelectMany(Choice),
        _ => throw new InvalidOperationException($"no generator for {shape}"),
    };

    private static Gen<double> Number(NumberShape shape)
    {
        // Any double at all within the range, so that every length of digits and exponent occurs.
        var least = double.IsFinite(shape.Least) ? shape.Least : -1e300;
        var most = double.IsFinite(shape.Most) ? shape.Most : 1e300;
        return Gen.OneOf(Gen.Double[least, most], Gen.Double[Math.Max(least, 0), Math.Min(most, 1)], Gen.Double[Math.Max(least, 0), Math.Max(least, 1e-9)])
            .Where(value => (!shape.LeastIsOpen || value > shape.Least) && (!shape.MostIsOpen || value < shape.Most));
    }

    private static Gen<JsonNode?> Choice(Variant variant) =>
        Gen.Bool.SelectMany(brief => brief && variant.Keys.All(key => key.Default != DefaultValue.None)
            ? Gen.Const(variant.Name).Select(name => (JsonNode?)name)
            : Section(variant.Keys).Select(values =>
            {
                values["name"] = variant.Name;
                return (JsonNode?)values;
            }));

    private static Gen<JsonObject> Section(IEnumerable<Key> keys) =>
        keys.Aggregate(Gen.Int[0, 0].Select(_ => new JsonObject()), (all, key) =>
            Gen.Select(all, Gen.Bool, Value(key.Shape), (values, isWritten, value) =>
            {
                // The generators share their draws: what one recipe changes must not show in the next.
                var more = values.DeepClone().AsObject();
                if (isWritten || key.Default == DefaultValue.None)
                {
                    more[key.Name] = value?.DeepClone();
                }

                return more;
            }));

    /// <summary>Bends a recipe to the rules across keys.</summary>
    private static JsonObject Bend(JsonObject recipe)
    {
        if (recipe["optimizer"] is JsonObject optimizer && optimizer["nesterov"]?.GetValue<bool>() == true)
        {
            optimizer["momentum"] = 0.9;
        }

        if (recipe["model"] is JsonObject model && model["torchscript"] is null && (model["weights"] is null || model["sha256"] is null))
        {
            model.Remove("weights");
            model.Remove("sha256");
        }

        foreach (var invariant in (recipe["invariants"] as JsonArray ?? []).OfType<JsonObject>())
        {
            invariant.Remove("max");
            invariant["min"] ??= 0;
        }

        if (recipe["precision"]?.GetValue<string>() == "tf32")
        {
            recipe["device"] = "cuda";
        }

        return recipe;
    }

    private static string Tag(string value) => "t" + string.Concat(value.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-').Take(39));
}
