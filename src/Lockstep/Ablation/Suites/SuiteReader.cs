using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Syntax;

namespace Lockstep.Ablation.Suites;

/// <summary>From a suite's file to arms, seeds and what is compared, all of it checked before anything runs.</summary>
public static partial class SuiteReader
{
    private const string UsualMetric = "valAccuracy";

    /// <param name="additions">What the running program adds to what recipes can name.</param>
    /// <exception cref="UsageException">There is no such file.</exception>
    /// <exception cref="RecipeException">Something in it, or in the base's recipe, is wrong.</exception>
    public static Suite Read(string path, RecipeAdditions additions)
    {
        var problems = new ProblemList();
        var root = RecipeReader.ReadRoot(path, BytesOf(path, "a suite of arms to compare"), problems, "recipe: recipe.yaml");
        var schema = SuiteSchema.Of(additions.BuiltIn.AugmentPresets);
        var resolution = new Resolution(schema, problems, Environment.ProcessorCount);
        if (root is not null)
        {
            schema.ReadInto(resolution.Values, root, "", resolution);
        }

        if (root is null || problems.Any)
        {
            throw new RecipeException(problems.InOrder());
        }

        return new Reading(path, root, resolution, additions).ToSuite();
    }

    private static byte[] BytesOf(string path, string what) => Presence.IsFile(path)
        ? RegularFile.ReadAllBytes(path)
        : throw new UsageException($"{ShownPath.Of(path)}: {(Presence.IsFolder(path) ? "a folder" : "no such file")}; expected {what}.");

    [GeneratedRegex("loss|error|perplexity|(^|[^a-z])(mae|mse|rmse|wer|cer|fid)($|[^a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BetterLower();

    [GeneratedRegex("[^A-Za-z0-9.-]+")]
    private static partial Regex Odd();

    /// <summary>Of one file, whose keys are each within their range.</summary>
    private sealed class Reading(string path, MappingNode root, Resolution resolution, RecipeAdditions additions)
    {
        private readonly ProblemList problems = resolution.Problems;
        private readonly List<RecipeProblem> ofArms = [];
        private readonly JsonObject values = resolution.Values;

        public Suite ToSuite()
        {
            var (recipePath, words) = (FindRecipe(), Texts("command"));
            if ((Text("recipe") is null) == (values["command"] is null))
            {
                Report(Text("recipe") is null ? "arms" : "command", "expected 'recipe: FILE' or 'command: [program, argument, …]', one of both.");
            }
            else if (recipePath is null && words.Count == 0 && values["command"] is not null)
            {
                Report("command", "it names no program. Expected the program and its arguments, as [python3, train.py].");
            }

            ThrowIfAny();
            var (kind, arms) = ReadArms(recipePath, words);
            ThrowIfAny();
            var expectations = Expectations(arms);
            var named = Text("base") ?? arms[0].Name;
            if (arms.All(arm => arm.Name != named))
            {
                Report("base", $"no arm is named '{named}'. There are: {string.Join(", ", arms.Select(arm => arm.Name))}.");
            }

            var metric = Text("metric") ?? (kind == RunKind.Train ? UsualMetric : null);
            if (metric is null)
            {
                Report("metric", "expected the name of the metric that is compared, as 'metric: accuracy'; a command's metrics are what it leaves in files, "
                    + "or prints where 'metrics' has a pattern for it.");
            }

            if (kind == RunKind.Command && values["vary"] is JsonArray)
            {
                Report("vary", "a command has one seed, and what it varies is the command's own; leave it out.");
            }

            ThrowIfAny();
            var comparisons = Suite.PairsOf(arms.Select(arm => arm.Name), named, expectations).Count;
            return new Suite
            {
                Name = Text("name") ?? NameOfFile(),
                Path = path,
                Kind = kind,
                RecipePath = recipePath,
                Arms = arms,
                Base = named,
                Seeds = Seeds(comparisons),
                Vary = values["vary"] is JsonArray vary
                    ? [.. vary.Select(word => (string)word!)] // words, by the schema
                    : [SuiteSchema.Order, SuiteSchema.Initialisation, SuiteSchema.Augmentation, SuiteSchema.Split],
                Metric = metric!, // reported above
                HigherIsBetter = (Text("better") ?? (BetterLower().IsMatch(metric!) ? SuiteSchema.Lower : SuiteSchema.Higher)) == SuiteSchema.Higher,
                Effect = (double?)values["effect"],
                Expectations = expectations,
                Metrics = Texts("metrics"),
                Outputs = Texts("outputs"),
            };
        }

        private (string Kind, IReadOnlyList<Arm> Arms) ReadArms(string? recipePath, IReadOnlyList<string> words)
        {
            var written = ArmChanges.Of(root, problems);
            if (written.Count == 0)
            {
                Report("arms", "expected one arm or more, found none. "
                    + "One may be empty: the base as it is, as in 'arms: {plain: , fast: …}', or 'arms: {plain: }' for the base alone over its seeds.");
            }
            else if (written.Count > SuiteSchema.MostArms)
            {
                Report("grid", $"it makes {written.Count} arms; expected at most {SuiteSchema.MostArms}.");
            }

            ThrowIfAny();
            if (recipePath is null)
            {
                return (RunKind.Command, OfCommand(written, words, threads: null));
            }

            var bytes = BytesOf(recipePath, "a recipe");
            var baseRoot = RecipeReader.ReadRoot(recipePath, bytes, problems);
            ThrowIfAny();
            if (baseRoot!.Find("kind")?.Value is ScalarNode { Text: RunKind.Command }) // read without a problem
            {
                var command = RecipeReader.ResolveCommand(recipePath, bytes, [], Environment.ProcessorCount).Recipe;
                return (RunKind.Command, OfCommand(written, command.Command, command.Threads));
            }

            // What is wrong with the base is said once, not for each arm.
            _ = RecipeReader.Resolve(recipePath, bytes, [], Environment.ProcessorCount, additions);
            var training = new TrainingArms(recipePath, baseRoot, additions);
            return (RunKind.Train, [.. written.Select(arm => training.Read(arm.Name, arm.Entries, arm.Preset, arm.Written, ofArms)).OfType<Arm>()]);
        }

        private Arm[] OfCommand(
            IReadOnlyList<(string Name, Node Written, IReadOnlyList<Entry> Entries, string? Preset)> written, IReadOnlyList<string> words, int? threads)
        {
            if (written.FirstOrDefault(arm => arm.Preset is not null) is { Written: { } place })
            {
                problems.Add(place.Place, "arms: presets of augmentation are of a training's recipe; a command's arms are a mapping, "
                    + "as 'heavy: {arguments: {--augment: heavy}}'.");
            }

            // In the grid a key is an argument.
            Entry InArguments(IReadOnlyList<Entry> entries) => new("arguments", entries[0].KeyPlace, new MappingNode(entries[0].KeyPlace, entries));
            return [.. written
                .Select(arm => CommandArms.Read(arm.Name, arm.Written is MappingNode ? [InArguments(arm.Entries)] : arm.Entries, words, threads, problems))
                .OfType<Arm>()];
        }

        private Expectation[] Expectations(IReadOnlyList<Arm> arms)
        {
            var expectations = Texts("expect").Select(text => Expectation.Of(text)!).ToArray(); // its shape knows it
            foreach (var missing in expectations.SelectMany(one => new[] { one.Better, one.Than }).Where(name => arms.All(arm => arm.Name != name)).Distinct())
            {
                Report("expect", $"no arm is named '{missing}'. There are: {string.Join(", ", arms.Select(arm => arm.Name))}.");
            }

            foreach (var same in expectations.Where(one => one.Better == one.Than))
            {
                Report("expect", $"'{same.Better}' is compared with itself.");
            }

            return expectations;
        }

        private long[] Seeds(int comparisons)
        {
            if (values["seeds"] is not JsonArray list)
            {
                if (comparisons == 0 && values["seeds"] is null)
                {
                    Report("seeds", "a suite of one arm compares nothing, so no number of seeds follows from it; expected how many, as in 'seeds: 5'.");
                    ThrowIfAny();
                }

                var count = (int?)(long?)values["seeds"] ?? Suite.LeastSeedsOf(comparisons);
                return [.. Enumerable.Range(1, count).Select(seed => (long)seed)];
            }

            long[] seeds = [.. list.Select(seed => (long)seed!)]; // numbers, by the schema
            if (seeds.Length == 0 || seeds.Distinct().Count() < seeds.Length)
            {
                Report("seeds", seeds.Length == 0 ? "expected one seed or more." : "a seed is in the list twice; the same run again says nothing more.");
                ThrowIfAny();
            }

            return seeds;
        }

        private string? FindRecipe()
        {
            if (Text("recipe") is not { } given)
            {
                return null;
            }

            string[] places = [given, Path.Combine(Path.GetDirectoryName(path) ?? "", given)];
            if (Array.Find(places, Presence.IsFile) is { } found)
            {
                return found;
            }

            Report("recipe", $"no file '{given}'; looked for {string.Join(" and ", places.Select(Path.GetFullPath).Distinct())}.");
            return null;
        }

        private string NameOfFile()
        {
            var name = Odd().Replace(Path.GetFileNameWithoutExtension(path), "-").Trim('-', '.');
            return name.Length == 0 ? "suite" : name[..Math.Min(name.Length, 40)];
        }

        private void Report(string key, string message) => problems.Add(resolution.Places.GetValueOrDefault(key, root.Place), $"{key}: {message}");

        private void ThrowIfAny()
        {
            if (problems.Any || ofArms.Count > 0)
            {
                throw new RecipeException([.. problems.InOrder().Concat(ofArms).Distinct()]);
            }
        }

        private string? Text(string key) => (string?)values[key];

        private IReadOnlyList<string> Texts(string key) => values[key] switch
        {
            JsonArray list => [.. list.Select(item => (string)item!)], // texts, by the schema
            JsonValue one => [(string)one!],
            _ => [],
        };
    }
}
