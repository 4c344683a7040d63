using System.Globalization;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tests.Images;
using Lockstep.Vision.Tests.Recipes;

namespace Lockstep.Vision.Tests.Loading;

/// <summary>
/// Three epochs of real photographs are the same stream for every way of loading them. <c>LOCKSTEP_PHOTOGRAPHS</c> in the environment sets how
/// many are read, at 224×224 pixels and from 20 later steps then; without it a few small ones, from two. The whole streams decode each file anew; those
/// that start later take it from a cache, for the time that it saves.
/// </summary>
[Collection(LoaderThreads.Name)]
public sealed class PhotographStreamTests
{
    private const int Epochs = 3;

    [Fact]
    public void The_whole_stream_is_the_same_for_every_workers_batch_size_prefetch_and_start()
    {
        var folder = Pictures.RealData("flowers");
        Assert.SkipUnless(Directory.Exists(folder), "needs photographs: set LOCKSTEP_TEST_DATA to a folder that holds flowers/{train,val}/<class>/*.jpg");
        NativeLibraries.Load();
        var stated = Environment.GetEnvironmentVariable("LOCKSTEP_PHOTOGRAPHS");
        var (count, side, starts) = stated is null ? (24, 64, 2) : (int.Parse(stated, CultureInfo.InvariantCulture), 224, 20);

        var snapshot = new Snapshot(folder);
        var manifest = snapshot.Describe(null, trustUntouched: true, TimeProvider.System, cancellation: TestContext.Current.CancellationToken);
        var all = Dataset.Read(snapshot, manifest, new DataRecipe("auto", "auto", "apply", "fail", "full"), new SplitRecipe(null, 0.2, 0, true), null);
        var samples = all.Samples.Select(item => item.Sample).ToArray();
        var data = all.WithTrain([.. Enumerable.Range(0, count).Select(place => samples[(int)((long)place * samples.Length / count)])]);
        var sampler = new Sampler(new SamplerRecipe("shuffled", null, null), data, seed: 1);
        var epochs = Enumerable.Range(1, Epochs).Select(epoch => sampler.OrderOf((uint)epoch)).ToArray();
        var augment = RecipeText.Augment(
            $"resize=[{side}, {side}]", "hflip_prob=0.5", "color_jitter={brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1}",
            "normalize={mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}", "random_erasing={prob: 0.25}");
        SampleReader Reader(ImageCache? cache) =>
            new(new SampleDecoder(snapshot, cache: cache), AugmentationPipeline.ForTraining(augment, seed: 1), new ImageSize(side, side), channelsLast: false);
        var (reader, cached) = (Reader(null), Reader(new MemoryImageCache(manifest, 1L << 32)));

        var expected = SampleStream.Plain(reader, epochs);
        var (streams, compared) = (0, 0L);
        foreach (var batchSize in (int[])[1, 32, 100])
        {
            foreach (var workers in (int[])[0, 1, 2, 8])
            {
                foreach (var prefetch in (int[])[1, 16])
                {
                    using var loader = new BatchLoader(reader, batchSize, workers, prefetch);
                    using var later = new BatchLoader(cached, batchSize, workers, prefetch);
                    var steps = Epochs * loader.BatchCount(data.Train.Count);
                    foreach (var firstStep in Enumerable.Range(0, starts + 1).Select(start => (int)((long)start * steps / (starts + 1))).Distinct())
                    {
                        var found = SampleStream.Loaded(firstStep == 0 ? loader : later, epochs, batchSize, firstStep, TestContext.Current.CancellationToken);
                        Assert.Equal(expected[^found.Length..], found);
                        Assert.True(firstStep > 0 || found.Length == expected.Length);
                        (streams, compared) = (streams + 1, compared + found.Length);
                    }
                }
            }
        }

        TestContext.Current.SendDiagnosticMessage(string.Create(
            CultureInfo.InvariantCulture,
            $"{data.Train.Count} photographs at {side}×{side}, {Epochs} epochs: SHA-256 of the stream "
            + $"{Sha256.Of(string.Concat(expected.Select(line => line + "\n")))}; {streams} streams of {compared} samples in all were it, or its end."));
    }
}
