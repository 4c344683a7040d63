using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Augmentation.Check;
using Lockstep.Vision.Demo;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Tests.Augmentation;

public sealed class AugmentationCheckTests : IDisposable
{
    private const string Everything = """
        {random_resized_crop: {size: [9, 7]}, random_crop: {size: [8, 8], padding: 1}, hflip_prob: 0.5, vflip_prob: 0.5, rotation_degrees: 30,
        color_jitter: {brightness: 0.4, hue: 0.1}, greyscale_prob: 0.2, invert_prob: 0.2, posterize: {bits: 3}, solarize: {}, sharpness: {factor: 2},
        autocontrast_prob: 0.3, equalize_prob: 0.3, gaussian_blur: {kernel: 3}, random_erasing: {}}
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_augmentation_of_Lockstep_passes_and_is_named()
    {
        var report = Check(Everything.ReplaceLineEndings(" "), new Extensions(), images: 150);

        Assert.Empty(report.Findings);
        Assert.Equal(150, report.Images);
        Assert.Equal(15, report.Augmentations.Count);
        Assert.Equal(["random resized crop", "random crop", "horizontal flip"], report.Augmentations.Take(3));
        Assert.Equal("random erasing", report.Augmentations[^1]);
        Assert.Empty(Check("{}", new Extensions()).Augmentations);
        Assert.Empty(Check("{own: {}, hflip_prob: 0.5}", With(_ => new Darker())).Findings);
    }

    [Fact]
    public void One_that_draws_from_another_source_is_named_with_the_first_image()
    {
        var report = Check("{hflip_prob: 0.5, own: {}}", With(_ => new Unseeded()));

        var finding = report.Findings[0];
        Assert.Equal("own", finding.Augmentation);
        Assert.Matches("^[0-9]/[0-9]{4}\\.png$", finding.Sample);
        Assert.Contains("does it draw from another source", finding.What, StringComparison.Ordinal);
        Assert.Null(Assert.Single(report.Findings.Skip(1)).Augmentation);
        Assert.Contains("0 workers and then 1 worker give two results", report.Findings[1].What, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_counts_its_calls_is_found_by_the_second_call()
    {
        var report = Check("{own: {}}", With(_ => new Counting()));

        Assert.Equal("own", report.Findings[0].Augmentation);
        Assert.Contains("twice in a row", report.Findings[0].What, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_remembers_the_image_before_is_found_by_another_order()
    {
        var finding = Assert.Single(Check("{own: {}}", With(_ => new Remembering()), workers: [0]).Findings);

        Assert.Equal("own", finding.Augmentation);
        Assert.Contains("after other images", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_works_in_shared_memory_is_found_by_threads()
    {
        var finding = Check("{own: {}}", With(_ => new Sharing()), workers: [0]).Findings[0];

        Assert.Equal("own", finding.Augmentation);
        Assert.Contains("threads at once", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_writes_to_the_image_it_is_given_is_named()
    {
        Assert.Contains("changes the image that it is given", Check("{own: {}}", With(_ => new Writing())).Findings[0].What, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_fails_is_named_with_the_image_size()
    {
        var thrown = Assert.Throws<LockstepException>(() => Check("{own: {}}", With(_ => new Failing())));

        Assert.Equal("augment.own failed on an image of 8×8 pixels (height × width): InvalidOperationException: no such pixel", thrown.Message);
        Assert.Contains(
            "augment.own: what the recipe asks for can't be made: ArgumentException",
            Assert.Throws<LockstepException>(() => Check("{own: {}}", With(_ => throw new ArgumentException("no")))).Message,
            StringComparison.Ordinal);
    }

    private static Extensions With(Func<RecipeValues, IAugmentation> create)
    {
        var extensions = new Extensions();
        extensions.Augmentations.Add("own", "For a test.", [], create);
        return extensions;
    }

    private AugmentationReport Check(string augment, Extensions extensions, int images = 40, int[]? workers = null)
    {
        if (!Directory.Exists(folder.PathOf("digits")))
        {
            HandwrittenDigits.WriteSnapshot(folder.PathOf("digits"));
        }

        var snapshot = new Snapshot(folder.PathOf("digits"));
        var recipe = RecipeReader.Resolve(
            "recipe.yaml", System.Text.Encoding.UTF8.GetBytes($"{{dataset: digits, augment: {augment}}}"), [], 1, extensions.Recipes).Recipe;
        var manifest = snapshot.Describe("digits", trustUntouched: true, TimeProvider.System, hashedBytes: null, CancellationToken.None);
        var data = Dataset.Read(snapshot, manifest, recipe.Data, recipe.Split, null);
        return new AugmentationCheck(recipe, extensions, snapshot, data, images, workers ?? [0, 1, 4]).Run(TestContext.Current.CancellationToken);
    }

    private static Image Moved(Image image, int by) => new(image.Height, image.Width, [.. image.Pixels.Select(level => (byte)(level + by))]);

    private sealed class Darker : IAugmentation
    {
        public Image Apply(Image image, ref RandomStream random) => Moved(image, -random.NextPlace(9));
    }

    private sealed class Unseeded : IAugmentation
    {
#pragma warning disable RS0030 // The mistake that is to be found.
        public Image Apply(Image image, ref RandomStream random) => Moved(image, Random.Shared.Next(256));
#pragma warning restore RS0030
    }

    private sealed class Counting : IAugmentation
    {
        private int calls;

        public Image Apply(Image image, ref RandomStream random) => Moved(image, Interlocked.Increment(ref calls));
    }

    /// <summary>Mixes in the image before, if another: two calls in a row give the same.</summary>
    private sealed class Remembering : IAugmentation
    {
        private Image? last;
        private Image? before;

        public Image Apply(Image image, ref RandomStream random)
        {
            if (!ReferenceEquals(image, last))
            {
                (before, last) = (last, image);
            }

            return Moved(image, before?.Pixels.Sum(level => level) ?? 0);
        }
    }

    private sealed class Sharing : IAugmentation
    {
        private byte[] shared = [];

        public Image Apply(Image image, ref RandomStream random)
        {
            shared = (byte[])image.Pixels.Clone();
            Thread.Sleep(1);
            return new Image(image.Height, image.Width, shared);
        }
    }

    private sealed class Writing : IAugmentation
    {
        public Image Apply(Image image, ref RandomStream random)
        {
            image.Pixels[0] ^= 1;
            return image;
        }
    }

    private sealed class Failing : IAugmentation
    {
        public Image Apply(Image image, ref RandomStream random) => throw new InvalidOperationException("no such pixel");
    }
}
