using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Text;


namespace Lockstep.Samples;

/// <summary>Which training samples an epoch goes through, and in which order: what a recipe's <c>sampler</c> says.</summary>
public sealed class Sampler
{
    private const string WeightsKey = "sampler.weights";
    private const int MostShown = 20;

    private readonly SamplerRecipe recipe;
    private readonly IReadOnlyList<Sample> samples;
    private readonly ulong seed;
    private readonly int[] classOfSample;
    private readonly double[] weightOfClass;

    /// <exception cref="LockstepException">All training samples are of classes that weigh nothing.</exception>
    public Sampler(SamplerRecipe recipe, Dataset data, ulong seed)
    {
        this.recipe = recipe;
        this.seed = seed;
        samples = data.Train;
        classOfSample = [.. samples.Select(sample => sample.Class)];
        weightOfClass = WeightOfClass(recipe, data);
        if (!SampleOrder.CanDraw(classOfSample.Distinct().Select(number => weightOfClass[number])))
        {
            throw new LockstepException($"Sampler: {NothingToDraw(data)}");
        }
    }

    /// <summary>How many samples an epoch has.</summary>
    public int Length => recipe.Name == "balanced" ? SampleOrder.BalancedLength(classOfSample) : samples.Count;

    /// <summary>Checks what only the data can tell of a recipe.</summary>
    /// <exception cref="RecipeException"><c>sampler.weights</c> names a class that the data set lacks, or leaves nothing to draw.</exception>
    public static void Check(ResolvedRecipe recipe, Dataset data)
    {
        var sampler = recipe.Recipe.Sampler;
        var classes = data.Classes.ToHashSet(StringComparer.Ordinal);
        var unknown = (sampler.Weights ?? EmptyWeights).Keys.Where(name => !classes.Contains(name)).ToArray();
        if (unknown.Length > 0)
        {
            var named = unknown.Take(MostShown).Select(name => recipe.ProblemAt(MapShape.PathOf(WeightsKey, name), Unknown(name, data)));
            throw new RecipeException(unknown.Length <= MostShown
                ? [.. named]
                : [.. named, recipe.ProblemAt(WeightsKey, $"{WeightsKey}: {unknown.Length - MostShown} more names in it are no classes of the data set.")]);
        }

        var weights = WeightOfClass(sampler, data);
        if (!SampleOrder.CanDraw(data.Train.Select(sample => sample.Class).Distinct().Select(number => weights[number])))
        {
            throw new RecipeException([recipe.ProblemAt(WeightsKey, $"{WeightsKey}: {NothingToDraw(data)}")]);
        }
    }

    /// <param name="epoch">From 1.</param>
    /// <returns>A sample that comes again says so, which gives it other draws of augmentation.</returns>
    public Sample[] OrderOf(uint epoch)
    {
        var seen = new int[samples.Count];
        return [.. PlacesOf(epoch).Select(place => seen[place]++ is var repeat and > 0 ? samples[place] with { Repeat = repeat } : samples[place])];
    }

    private int[] PlacesOf(uint epoch) => recipe switch
    {
        { Name: "shuffled" } => SampleOrder.Shuffled(samples.Count, seed, epoch),
        { Name: "balanced" } => SampleOrder.Balanced(classOfSample, seed, epoch),
        { Name: "weighted" } => SampleOrder.WeightedByClass(classOfSample, weightOfClass, seed, epoch),
        { Name: "repeated", Times: { } times } => SampleOrder.Repeated(samples.Count, times, seed, epoch),
        _ => throw new ArgumentException($"No sampler is named '{recipe.Name}', or a field of it is not set."),
    };

    private static IReadOnlyDictionary<string, double> EmptyWeights => new Dictionary<string, double>();

    /// <summary>1 for a class without a weight of its own.</summary>
    private static double[] WeightOfClass(SamplerRecipe recipe, Dataset data) =>
        [.. data.Classes.Select(name => recipe.Weights is { } weights && weights.TryGetValue(name, out var weight) ? weight : 1)];

    private static string Unknown(string name, Dataset data)
    {
        var nearest = NearestName.Of(name, data.Classes);
        var shown = string.Join(", ", data.Classes.Take(MostShown)) + (data.Classes.Count > MostShown ? $" and {data.Classes.Count - MostShown} more" : "");
        return $"{WeightsKey}: the data set has no class '{PlainText.Quoted(name)}'."
            + $"{(nearest is null ? "" : $" Did you mean '{nearest}'?")} Its classes: {shown}.";
    }

    private static string NothingToDraw(Dataset data) =>
        $"all {data.Train.Count} training images are of classes that weigh 0, so there is nothing to draw. Give one of their classes a weight above 0.";
}
