using Lockstep.Snapshots;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Demo;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Tests.Recipes;

namespace Lockstep.Vision.Tests.Loading;

public sealed partial class BatchLoaderTests
{
    [Theory]
    [MemberData(nameof(Workers))]
    public async Task A_broken_image_is_named_and_stops_the_loader(int workers)
    {
        File.WriteAllText(folder.PathOf("20.png"), "no image");
        var thrown = await Assert.ThrowsAnyAsync<LockstepException>(() => ReadAll(workers, Never));
        Assert.Contains(folder.PathOf("20.png"), thrown.Message, StringComparison.Ordinal);
        Assert.Contains("(sample 20, epoch 1)", thrown.Message, StringComparison.Ordinal);
        NoWorkerIsLeft();
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public async Task The_batches_before_a_broken_image_come_and_of_two_the_first_is_named(int workers)
    {
        File.WriteAllText(folder.PathOf("38.png"), "no image");
        File.WriteAllText(folder.PathOf("36.png"), "no image");
        File.WriteAllText(folder.PathOf("41.png"), "no image");
        var came = 0;
        var thrown = await Assert.ThrowsAsync<SampleException>(() => ReadAll(workers, Never, count => came = count));
        Assert.Equal((36, 36 / BatchSize), (thrown.SampleId, came));
    }

    [Fact]
    public void An_augmentation_that_fails_is_told_with_the_file_and_the_sample()
    {
        var decoder = new SampleDecoder(new Snapshot(folder.FullPath));
        var failing = AugmentationPipeline.ForTraining(RecipeText.Augment(Augment), seed: 7);
        var reader = new SampleReader(decoder, failing, new ImageSize(12, 10), channelsLast: true);
        var thrown = Assert.Throws<SampleException>(() => reader.Read(samples[5], 2, new float[7])); // too short for the image
        Assert.StartsWith($"{folder.PathOf("05.png")} (sample 5, epoch 2): ", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public async Task A_file_that_is_gone_is_named_and_stops_the_loader(int workers)
    {
        File.Delete(folder.PathOf("60.png"));
        var thrown = await Assert.ThrowsAnyAsync<LockstepException>(() => ReadAll(workers, Never));
        Assert.Contains(folder.PathOf("60.png"), thrown.Message, StringComparison.Ordinal);
        NoWorkerIsLeft();
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public async Task An_image_of_another_size_is_named(int workers)
    {
        File.WriteAllBytes(folder.PathOf("33.png"), GreyPng.Encode(9, 8, new byte[72]));
        var loader = Loader(Reader(["resize=null"]), BatchSize, workers);
        var thrown = await Assert.ThrowsAnyAsync<LockstepException>(() => Task.Run(() => Digests(loader.Read(samples, 1, Never))).WaitAsync(Hanging, Never));
        Assert.Contains("33.png: 8×9 pixels (height × width), but the first image has 8×8", thrown.Message, StringComparison.Ordinal);
    }
}
