using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tests.Recipes;
using SkiaSharp;

namespace Lockstep.Vision.Tests.Loading;

/// <summary>The numbers that a training sees depend on the recipe alone. <c>LOCKSTEP_LOADER_CASES</c> sets how many recipes are drawn.</summary>
[Collection(LoaderThreads.Name)]
public sealed class LoaderPropertyTests : IDisposable
{
    private const int Epochs = 2;

    private static readonly string[] Classes = ["a", "a", "a", "a", "b", "b", "b", "c", "c"]; // as often as the classes occur
    private static readonly string[] Splits = ["named by the data set", "drawn", "drawn by class", "a file"];

    private readonly TemporaryFolder folder = new();
    private readonly Snapshot parted;
    private readonly Snapshot whole;

    public LoaderPropertyTests()
    {
        NativeLibraries.Load();
        parted = new Snapshot(Directory.CreateDirectory(folder.PathOf("parted")).FullName);
        whole = new Snapshot(Directory.CreateDirectory(folder.PathOf("whole")).FullName);
        for (var index = 0; index < 18; index++)
        {
            var name = Classes[index % Classes.Length];
            Write($"parted/{(index < 13 ? "train" : "val")}/{name}/{index}.png", index);
            Write($"whole/{name}/{index}.png", index);
        }
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Recipes_are_drawn_from_every_augmentation_and_sampler_that_there_is()
    {
        Assert.Superset(new HashSet<string> { "resize", "color_jitter", "random_erasing", "normalize" }, RandomRecipe.Augmentations.ToHashSet());
        Assert.Superset(new HashSet<string> { "shuffled", "balanced", "weighted", "repeated" }, RandomRecipe.Samplers.ToHashSet());
        foreach (var name in RandomRecipe.Augmentations)
        {
            // Each by itself, drawn until one is valid: none is left out because its values never are.
            Assert.Contains(Enumerable.Range(0, 50), seed =>
                TryResolve(new RandomRecipe((ulong)seed), draw => new JsonObject { [name] = draw.Key("augment", name) }) is not null);
        }
    }

    [Fact]
    public void The_stream_of_samples_is_one_and_the_same_for_any_workers_batch_size_prefetch_and_start()
    {
        var cases = int.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_LOADER_CASES") ?? "150", CultureInfo.InvariantCulture);
        var (compared, refused) = (0, 0);
        Gen.Select(Gen.ULong, Gen.Int[0, 5], Gen.Int[1, 20], Gen.Int[1, 6], Gen.Double[0, 1]).Sample(
            (seed, workers, batchSize, prefetch, start) =>
            {
                var draw = new RandomRecipe(seed);
                if (TryResolve(draw, drawn => drawn.Section("augment")) is not { } recipe || TryRead(recipe, draw) is not { } read)
                {
                    refused++;
                    return;
                }

                var expected = SampleStream.Plain(read.Reader, read.Epochs);
                using var loader = new BatchLoader(read.Reader, batchSize, workers, prefetch);
                var firstStep = (int)(start * loader.BatchCount(read.Epochs[0].Length) * Epochs);
                var found = SampleStream.Loaded(loader, read.Epochs, batchSize, firstStep, TestContext.Current.CancellationToken);
                Assert.Equal(expected[^found.Length..], found);
                Assert.Equal(PositionOf(firstStep, read.Epochs[0].Length, batchSize), expected.Length - found.Length);
                compared++;
            },
            iter: cases,
            threads: 1,
            print: value => $"seed {value.Item1}: {TryResolve(new RandomRecipe(value.Item1), drawn => drawn.Section("augment"))?.ToYaml()}\n{value}");
        Assert.True(compared >= cases / 2, $"Only {compared} of {cases} recipes were valid; {refused} were not.");
    }

    /// <summary>Steps never reach over the end of an epoch.</summary>
    private static int PositionOf(int step, int length, int batchSize)
    {
        var perEpoch = (length + batchSize - 1) / batchSize;
        return (step / perEpoch * length) + Math.Min(step % perEpoch * batchSize, length);
    }

    /// <returns>Null where what was drawn contradicts itself.</returns>
    private static ResolvedRecipe? TryResolve(RandomRecipe draw, Func<RandomRecipe, JsonNode?> augment)
    {
        var recipe = new JsonObject
        {
            ["dataset"] = "drawn",
            ["seed"] = draw.Below(1000),
            ["augment"] = augment(draw),
            ["sampler"] = draw.Section("sampler"),
            ["memory_format"] = draw.Section("memory_format"),
        };
        try
        {
            return RecipeReader.Resolve("drawn.json", Encoding.UTF8.GetBytes(recipe.ToJsonString()), [], processorCount: 2, RecipeText.BuiltIn);
        }
        catch (RecipeException)
        {
            return null;
        }
    }

    private (SampleReader Reader, Sample[][] Epochs)? TryRead(ResolvedRecipe resolved, RandomRecipe draw)
    {
        var recipe = resolved.Recipe;
        var kind = draw.Of(Splits);
        var snapshot = kind == "named by the data set" ? parted : whole;
        var manifest = snapshot.Describe(null, trustUntouched: true, TimeProvider.System);
        var split = new SplitRecipe(kind == "a file" ? "split.txt" : null, 0.3, draw.Below(100), Stratify: kind == "drawn by class");
        try
        {
            var data = Dataset.Read(snapshot, manifest, recipe.Data, split, splitFile: null);
            if (kind == "a file")
            {
                File.WriteAllText(folder.PathOf("split.txt"), SplitFile.Write(data, manifest.Id, "drawn"));
                data = Dataset.Read(snapshot, manifest, recipe.Data, split, SplitFile.Load(folder.PathOf("split.txt")));
            }

            var sampler = new Sampler(recipe.Sampler, data, (ulong)recipe.Seed);
            var world = 1 + draw.Below(3);
            var rank = draw.Below(world);
            var epochs = Enumerable.Range(1, Epochs).Select(epoch => Shard(sampler.OrderOf((uint)epoch), rank, world)).ToArray();
            var decoder = new SampleDecoder(snapshot);
            var pipeline = AugmentationPipeline.ForTraining(recipe.Augment, (ulong)recipe.Seed);
            return (new SampleReader(decoder, pipeline, SampleReader.SizeOf(decoder, pipeline, data.Train[0]), recipe.MemoryFormat == "channels_last"), epochs);
        }
        catch (LockstepException)
        {
            return null; // every class weighs 0, say
        }
    }

    private static Sample[] Shard(Sample[] order, int rank, int world) =>
        [.. SampleOrder.Sharded([.. Enumerable.Range(0, order.Length)], rank, world).Select(place => order[place])];

    /// <summary>A picture of 20×18 pixels with slopes of colour and some noise.</summary>
    private void Write(string relPath, int index)
    {
        var random = new RandomStream(11, RandomPurpose.Subset, epoch: 0, (uint)index);
        using var picture = new SKBitmap(18, 20, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                picture.SetPixel(x, y, new SKColor((byte)(x * 14), (byte)((y * 9) + random.NextPlace(60)), (byte)((index * 13) + random.NextPlace(9))));
            }
        }

        Directory.CreateDirectory(Path.GetDirectoryName(folder.PathOf(relPath)) ?? "");
        using var file = File.Create(folder.PathOf(relPath));
        picture.Encode(file, SKEncodedImageFormat.Png, 100);
    }
}
