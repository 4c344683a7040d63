using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Ablation.Suites;
using Lockstep.Exec;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Syntax;

namespace Lockstep.Ablation.Running;

/// <summary>One arm with one seed: a run of its own.</summary>
/// <param name="Name">Of the run's folder: suite, arm and seed.</param>
/// <param name="Threads">That it computes with; null where that isn't known.</param>
public sealed record PlannedRun(Arm Arm, long Seed, string Name, int? Threads)
{
    /// <summary>How a command line of this program makes it, without the folder of the runs.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The values of its recipe that can change its result.</summary>
    internal JsonObject ResultRelevant { get; init; } = [];

    /// <exception cref="RecipeException">The seed, put in, makes a recipe wrong.</exception>
    public static IReadOnlyList<PlannedRun> All(Suite suite, IReadOnlyList<long> seeds, RecipeAdditions additions)
    {
        var bytes = BytesOf(suite);
        // Seed by seed, so that what is there first are whole pairs.
        return [.. seeds.SelectMany(seed => suite.Arms.Select(arm => Of(suite, arm, seed, bytes, additions)))];
    }

    /// <summary>One of them, with whatever seed.</summary>
    internal static PlannedRun Of(Suite suite, Arm arm, long seed, RecipeAdditions additions) => Of(suite, arm, seed, BytesOf(suite), additions);

    private static PlannedRun Of(Suite suite, Arm arm, long seed, byte[]? bytes, RecipeAdditions additions) => suite.IsOfCommand
        ? OfCommand(suite, arm, seed, bytes)
        : OfTraining(suite, arm, seed, bytes!, additions); // a training has a recipe

    private static byte[]? BytesOf(Suite suite) => suite.RecipePath is { } path ? RegularFile.ReadAllBytes(path) : null;

    private static PlannedRun OfTraining(Suite suite, Arm arm, long seed, byte[] bytes, RecipeAdditions additions)
    {
        string[] overrides = [.. arm.Overrides, .. SeedsOf(suite.Vary, seed)];
        var recipe = RecipeReader.Resolve(suite.RecipePath!, bytes, overrides, Environment.ProcessorCount, additions);
        return new PlannedRun(arm, seed, NameOf(suite, arm, seed), arm.Threads)
        {
            Arguments = ["train", suite.RecipePath!, .. overrides.SelectMany(item => new[] { "--set", item }), "--json-progress"],
            ResultRelevant = recipe.ResultRelevant,
        };
    }

    private static PlannedRun OfCommand(Suite suite, Arm arm, long seed, byte[]? bytes)
    {
        var words = CommandArms.WithSeed(arm.Command, seed);
        if (bytes is not null)
        {
            string[] overrides =
            [
                $"command={YamlText.Flow(new JsonArray([.. words.Select(word => JsonValue.Create(word))]))}",
                string.Create(CultureInfo.InvariantCulture, $"seed={seed}"),
            ];
            var resolved = RecipeReader.ResolveCommand(suite.RecipePath!, bytes, overrides, Environment.ProcessorCount);
            return new PlannedRun(arm, seed, NameOf(suite, arm, seed), arm.Threads)
            {
                Arguments = ["exec", "--recipe", suite.RecipePath!, .. overrides.SelectMany(item => new[] { "--set", item })],
                ResultRelevant = resolved.ResultRelevant,
            };
        }

        var (recipe, _) = new GivenCommand(words) { Seed = seed, Metrics = suite.Metrics, Outputs = suite.Outputs }.Resolve();
        return new PlannedRun(arm, seed, NameOf(suite, arm, seed), arm.Threads)
        {
            Arguments =
            [
                "exec", "--seed", seed.ToString(CultureInfo.InvariantCulture),
                .. suite.Metrics.SelectMany(pattern => new[] { "--metric", pattern }),
                .. suite.Outputs.SelectMany(pattern => new[] { "--out", pattern }),
                "--", .. words,
            ],
            ResultRelevant = recipe.ResultRelevant,
        };
    }

    /// <summary>What does not vary keeps the base's seed.</summary>
    private static IEnumerable<string> SeedsOf(IReadOnlyList<string> vary, long seed)
    {
        string Of(string key) => string.Create(CultureInfo.InvariantCulture, $"{key}={seed}");
        string[] parts = [SuiteSchema.Order, SuiteSchema.Augmentation, SuiteSchema.Initialisation];
        return parts.All(vary.Contains)
            ? [Of("seed"), "seeds={}", .. vary.Contains(SuiteSchema.Split) ? [Of("split.seed")] : Array.Empty<string>()]
            : [.. parts.Where(vary.Contains).Select(part => Of($"seeds.{part}")),
                .. vary.Contains(SuiteSchema.Split) ? [Of("split.seed")] : Array.Empty<string>()];
    }

    private static string NameOf(Suite suite, Arm arm, long seed) => string.Create(CultureInfo.InvariantCulture, $"{suite.Name}_{arm.Name}_s{seed}");
}
