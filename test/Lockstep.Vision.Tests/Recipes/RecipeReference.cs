using System.Globalization;
using System.Text;
using Lockstep.Schema;
using Lockstep.Syntax;

namespace Lockstep.Vision.Tests.Recipes;

/// <summary>The part of docs/recipe.md, and of docs/exec.md, that comes from the schema, so that the two cannot drift apart.</summary>
internal static class RecipeReference
{
    private const string Begin = "<!-- keys: begin -->\n";
    private const int ManyVariants = 5;
    private const string End = "<!-- keys: end -->\n";

    /// <returns>The document with the part between its marks renewed.</returns>
    /// <param name="keys">Of the kind of recipe that the document is about.</param>
    public static string Renew(string document, IEnumerable<Key> keys)
    {
        var begin = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = document.IndexOf(End, StringComparison.Ordinal);
        return document[..begin] + Markdown([.. keys]) + document[end..];
    }

    private static string Markdown(IReadOnlyList<Key> keys)
    {
        var text = new StringBuilder();
        AppendTable(text, "", keys.Where(key => !key.Shape.Keys.Any()));
        foreach (var key in keys.Where(key => key.Shape.Keys.Any()))
        {
            AppendSection(text, key.Name, key);
        }

        return text.ToString();
    }

    private static void AppendSection(StringBuilder text, string path, Key key)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n### {path}\n\n{key.Doc}\n");
        switch (key.Shape)
        {
            case ChoiceShape choice:
                AppendChoice(text, path, choice);
                break;
            case PresetShape preset:
                AppendPresets(text, preset);
                AppendTable(text, path, Leaves(path, key.Shape));
                break;
            default:
                AppendTable(text, path, Leaves(path, key.Shape));
                break;
        }
    }

    private static void AppendChoice(StringBuilder text, string path, ChoiceShape choice)
    {
        text.Append(CultureInfo.InvariantCulture, $"The name alone, or a mapping with `name`; `{choice.DefaultName}` where nothing is written.\n");
        var common = choice.Variants.SelectMany(variant => variant.Keys)
            .GroupBy(key => (key.Name, key.Doc)).Where(keys => keys.Count() >= ManyVariants).ToDictionary(keys => keys.Key, keys => keys.First());
        foreach (var variant in choice.Variants)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n**`{variant.Name}`**: {variant.Doc}\n");
            AppendTable(text, path, variant.Keys.Where(key => !common.ContainsKey((key.Name, key.Doc))));
        }

        if (common.Count > 0)
        {
            var without = choice.Variants
                .Select(variant => (variant.Name, Lacking: common.Values.Where(key => variant.Keys.All(own => (own.Name, own.Doc) != (key.Name, key.Doc)))
                    .Select(key => $"`{key.Name}`").ToList()))
                .Where(variant => variant.Lacking.Count > 0);
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n**All of them**{string.Concat(without.Select(variant => $", but `{variant.Name}` without {string.Join(" and ", variant.Lacking)}"))}:\n");
            AppendTable(text, path, common.Values);
        }
    }

    private static void AppendPresets(StringBuilder text, PresetShape shape)
    {
        text.Append(CultureInfo.InvariantCulture, $"The name of a preset alone, or a mapping with `preset` and the keys that are to differ from it; "
            + $"`{shape.Presets[0].Name}` where nothing is written.\n\n");
        foreach (var preset in shape.Presets)
        {
            var values = string.Join(", ", preset.Values.Select(item => $"`{item.Key}: {YamlText.Flow(item.Value)}`"));
            text.Append(CultureInfo.InvariantCulture, $"- **`{preset.Name}`**: {preset.Doc}{(values.Length == 0 ? "" : $" {values}.")}\n");
        }
    }

    private static void AppendTable(StringBuilder text, string path, IEnumerable<Key> keys)
    {
        if (!keys.Any())
        {
            return;
        }

        text.Append("\n| Key | Values | Default | Meaning |\n|---|---|---|---|\n");
        foreach (var key in keys)
        {
            var meaning = key.ChangesResults ? key.Doc : $"{key.Doc} Not part of the lock ID.";
            text.Append(CultureInfo.InvariantCulture, $"| `{SectionShape.Join(path, key.Name)}` | {key.Shape.Expected} | {key.Default.Text} | {meaning} |\n");
        }
    }

    /// <summary>Sections inside sections become rows with longer names.</summary>
    private static IEnumerable<Key> Leaves(string path, Shape shape)
    {
        foreach (var key in shape.Keys)
        {
            if (key.Shape is not SectionShape)
            {
                yield return key;
            }

            foreach (var inner in Leaves(path, key.Shape))
            {
                yield return inner with { Name = $"{key.Name}.{inner.Name}" };
            }
        }
    }
}
