using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Syntax;

namespace Lockstep.Ablation.Suites;

/// <summary>Arms that change a training's recipe: each is put into the base and resolved, so that what is wrong is said at its place in the suite.</summary>
internal sealed class TrainingArms(string basePath, MappingNode baseRoot, RecipeAdditions additions)
{
    private readonly SectionShape schema = additions.Root;

    /// <returns>Null after reporting a problem.</returns>
    public Arm? Read(string name, IReadOnlyList<Entry> entries, string? preset, Node written, List<RecipeProblem> found)
    {
        var problems = new ProblemList();
        var overrides = preset is null ? entries.SelectMany(entry => Flat(entry, "", schema)).ToList() : [Preset(preset, written)];
        foreach (var seed in overrides.Where(item => item.Path[0] is "seed" or "seeds"))
        {
            problems.Add(seed.Place, $"arms.{name}: '{string.Join('.', seed.Path)}' is said by the suite's 'seeds' and 'vary'. Remove it here.");
        }

        var root = overrides.Aggregate(baseRoot, (before, item) => item.ApplyTo(before, schema, problems));
        string[] texts = [.. overrides.Select(item => $"{string.Join('.', item.Path)}={ArmChanges.TextOf(item.Value)}")];
        try
        {
            var resolved = RecipeReader.Resolve(basePath, root, texts, problems, Environment.ProcessorCount, additions);
            return new Arm(name, preset is null ? texts : [$"augment={preset}"], texts, [], resolved.Recipe.Threads);
        }
        catch (RecipeException exception)
        {
            found.AddRange(exception.Problems);
            return null;
        }
    }

    /// <summary>
    /// A section's keys one by one, so that the others stay as the base has them; all else as a whole. A key may be a path, as <c>train.lr</c>.
    /// </summary>
    private static IEnumerable<Override> Flat(Entry entry, string before, Shape shape)
    {
        string[] path = [.. (before.Length == 0 ? [] : before.Split('.')), .. entry.Key.Split('.')];
        var inside = entry.Key.Split('.').Aggregate((Shape?)shape, (around, name) => around?.Keys.FirstOrDefault(key => key.Name == name)?.Shape);
        return inside is SectionShape or PresetShape && entry.Value is MappingNode mapping
            ? mapping.Entries.SelectMany(inner => Flat(inner, string.Join('.', path), inside))
            : [new Override(entry.KeyPlace, path, entry.Value)];
    }

    private Override Preset(string name, Node written)
    {
        var entries = new List<Entry> { new("preset", written.Place, ScalarNode.Plain(written.Place, name)) };
        if (baseRoot.Find("augment")?.Value is MappingNode augment)
        {
            entries.AddRange(augment.Entries.Where(entry => additions.BuiltIn.AugmentUndrawn.Any(key => key.Name == entry.Key)));
        }

        return new Override(written.Place, ["augment"], new MappingNode(written.Place, entries));
    }
}
