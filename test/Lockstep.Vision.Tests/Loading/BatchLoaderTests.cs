using System.Collections.Concurrent;
using System.Diagnostics;
using Lockstep.Randomness;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Demo;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tensors;
using Lockstep.Vision.Tests.Recipes;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Loading;

[Collection(LoaderThreads.Name)]
public sealed partial class BatchLoaderTests : IDisposable
{
    private const int Count = 61;
    private const int BatchSize = 8;

    private static readonly TimeSpan Hanging = TimeSpan.FromSeconds(60);
    private static readonly string[] Augment =
    [
        "resize=[12, 10]", "hflip_prob=0.5", "color_jitter={brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.2}",
        "normalize={mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4]}",
    ];

    private readonly TemporaryFolder folder = new();
    private readonly Sample[] samples;
    private readonly List<BatchLoader> loaders = [];

    public BatchLoaderTests()
    {
        NativeLibraries.Load();
        samples = [.. HandwrittenDigits.Read().Take(Count).Select((digit, index) =>
        {
            File.WriteAllBytes(folder.PathOf($"{index:D2}.png"), GreyPng.Encode(8, 8, [.. digit.Levels.Select(level => (byte)(level * 15))]));
            return new Sample(index, new ImageFile($"{index:D2}.png"), digit.Label);
        })];
    }

    private static CancellationToken Never => TestContext.Current.CancellationToken;

    public static TheoryData<int> Workers => [0, 1, 2, 5];

    public void Dispose()
    {
        loaders.ForEach(loader => loader.Dispose());
        folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_batches_are_the_same_bits_for_any_number_of_workers(bool channelsLast)
    {
        var expected = Digests(Loader(workers: 0, channelsLast).Read(samples, epoch: 3, Never));
        Assert.Equal((Count + BatchSize - 1) / BatchSize, expected.Length);
        foreach (var workers in (int[])[1, 2, 5, 5, 5])
        {
            Assert.Equal(expected, Digests(Loader(workers, channelsLast).Read(samples, epoch: 3, Never)));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_augmentation_gives_the_same_bits_for_any_number_of_workers(bool channelsLast)
    {
        string[] all =
        [
            "random_resized_crop={size: [18, 17], scale: [0.08, 1], ratio: [0.75, 1.25]}", "random_crop={size: [16, 16], padding: 2}", "vflip_prob=0.5",
            "rotation_degrees=30", "greyscale_prob=0.2", "invert_prob=0.1", "posterize={prob: 0.5, bits: 4}", "solarize={prob: 0.2, threshold: 128}",
            "sharpness={prob: 0.5, factor: 2}", "autocontrast_prob=0.3", "equalize_prob=0.1", "gaussian_blur={prob: 1, kernel: 3, sigma: [0.1, 2]}",
            "random_erasing={prob: 0.5, scale: [0.02, 0.33], ratio: [0.3, 3.3]}",
        ];
        string[] With(int workers) => Digests(Loader(Reader(all, channelsLast), BatchSize, workers).Read(samples, epoch: 3, Never));
        var expected = With(0);
        foreach (var workers in (int[])[1, 2, 5, 5, 5])
        {
            Assert.Equal(expected, With(workers));
        }
    }

    [Fact]
    public void The_batches_are_the_same_bits_however_far_it_reads_ahead()
    {
        var expected = Digests(Loader(workers: 0).Read(samples, epoch: 3, Never));
        foreach (var ahead in (int[])[1, 2, 3, 100])
        {
            var loader = Loader(Reader(), BatchSize, workers: 3, ahead);
            Assert.Equal(expected, Digests(loader.Read(samples, epoch: 3, Never)));
        }
    }

    [Fact]
    public void A_sample_is_the_same_in_any_batch_and_another_in_another_epoch_or_when_it_comes_again()
    {
        string[] Samples(Sample[] order, int batchSize, uint epoch) =>
            [
                .. Loader(Reader(), batchSize, 2).Read(order, epoch, Never)
                    .SelectMany(batch => Enumerable.Range(0, (int)batch.Labels.shape[0]).Select(index => DigestOf(batch.Images[index], batch.Labels[index])))
            ];
        var expected = Samples(samples, 8, epoch: 1);
        Assert.Equal(expected, Samples(samples, 1, epoch: 1));
        Assert.Equal(expected.Reverse(), Samples([.. samples.Reverse()], 13, epoch: 1));
        Assert.Empty(expected.Intersect(Samples(samples, 8, epoch: 2)));
        Assert.Empty(expected.Intersect(Samples([.. samples.Select(sample => sample with { Repeat = 1 })], 8, epoch: 1)));
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public async Task Cancellation_between_batches_stops_it(int workers)
    {
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAll(workers, cancellation.Token, taken =>
        {
            if (taken == 3)
            {
                cancellation.Cancel();
            }

            Assert.True(taken <= 3);
        }));
        NoWorkerIsLeft();
    }

    [Fact]
    public async Task Cancellation_while_it_waits_for_a_slow_file_stops_it()
    {
        // A pipe that nobody writes to: the worker that opens it waits.
        File.Delete(folder.PathOf("09.png"));
        using (var made = Process.Start("mkfifo", folder.PathOf("09.png")))
        {
            await made.WaitForExitAsync(Never);
        }

        using var cancellation = new CancellationTokenSource();
        var reading = ReadAll(workers: 2, cancellation.Token);
        // Opening it returns once a worker has opened its end; closing it lets that worker go on.
        await using (var pipe = await Task.Run(() => new FileStream(folder.PathOf("09.png"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite), Never)
            .WaitAsync(Hanging, Never))
        {
            await cancellation.CancelAsync();
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        NoWorkerIsLeft();
    }

    [Fact]
    public void One_who_takes_no_more_batches_leaves_no_worker_behind()
    {
        using (var batch = Loader(workers: 5).Read(samples, 1, Never).First())
        {
            Assert.Equal(BatchSize, batch.Labels.shape[0]);
        }

        NoWorkerIsLeft();
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public void No_samples_are_no_batches(int workers) => Assert.Empty(Loader(workers).Read([], 1, Never));

    private static string[] Digests(IEnumerable<Batch> batches) => [.. batches.Select(batch =>
    {
        using (batch)
        {
            return DigestOf(batch.Images, batch.Labels);
        }
    })];

    private static string DigestOf(Tensor images, Tensor labels) =>
        Safetensors.DigestOf(new Dictionary<string, Tensor> { ["images"] = images, ["labels"] = labels });

    /// <summary>No thread of this process bears a worker's name. One that has just ended may be listed for a moment more.</summary>
    private void NoWorkerIsLeft()
    {
        loaders.ForEach(loader => loader.Dispose());
        Assert.True(SpinWait.SpinUntil(() => !ThreadNames().Any(name => name.StartsWith("loader ", StringComparison.Ordinal)), Hanging));
    }

    private static IEnumerable<string> ThreadNames()
    {
        foreach (var thread in Directory.GetDirectories("/proc/self/task"))
        {
            if (NameOf(thread) is { } name)
            {
                yield return name;
            }
        }
    }

    /// <returns>Null for a thread that has ended meanwhile.</returns>
    private static string? NameOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm"));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Of this process, once the managed heap has given back what it keeps for later: how much that is depends on the tests before.</summary>
    private static long ResidentBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }

    /// <param name="settings">Beside <see cref="Augment"/>.</param>
    private SampleReader Reader(IEnumerable<string>? settings = null, bool channelsLast = true)
    {
        var decoder = new SampleDecoder(new Snapshot(folder.FullPath), check: null);
        var pipeline = AugmentationPipeline.ForTraining(RecipeText.Augment([.. Augment, .. settings ?? []]), seed: 7);
        return new SampleReader(decoder, pipeline, SampleReader.SizeOf(decoder, pipeline, samples[0]), channelsLast);
    }

    private BatchLoader Loader(int workers, bool channelsLast = true) => Loader(Reader(channelsLast: channelsLast), BatchSize, workers);

    private BatchLoader Loader(SampleReader reader, int batchSize, int workers, int prefetch = BatchLoader.DefaultPrefetch)
    {
        var loader = new BatchLoader(reader, batchSize, workers, prefetch);
        loaders.Add(loader);
        return loader;
    }

    private Task ReadAll(int workers, CancellationToken cancellation, Action<int>? taken = null) => Task.Run(
        () =>
        {
            var count = 0;
            foreach (var batch in Loader(workers).Read(samples, 1, cancellation))
            {
                batch.Dispose();
                taken?.Invoke(++count);
            }
        },
        CancellationToken.None).WaitAsync(Hanging);

    private sealed class Noting(ConcurrentDictionary<int, bool> threads) : IAugmentation
    {
        public Image Apply(Image image, ref RandomStream random)
        {
            threads[Environment.CurrentManagedThreadId] = true;
            Thread.Sleep(1); // for every thread to have its turn
            return image;
        }
    }
}
