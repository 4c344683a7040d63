using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Demo;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tensors;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Loading;

[Collection(LoaderThreads.Name)]
public sealed class BatchLoaderTests : IDisposable
{
    private const int Count = 61;
    private const int BatchSize = 8;

    private static readonly TimeSpan Hanging = TimeSpan.FromSeconds(60);
    private static readonly AugmentRecipe Augment = new(
        Resize: [12, 10],
        HflipProb: 0.5,
        new ColorJitterRecipe(0.4, 0.4, 0.4, 0.2),
        new NormalizeRecipe([0.5, 0.4, 0.3], [0.2, 0.3, 0.4]));

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
        var all = Augment with
        {
            RandomResizedCrop = new([18, 17], [0.08, 1], [0.75, 1.25]),
            RandomCrop = new([16, 16], 2),
            VflipProb = 0.5,
            RotationDegrees = 30,
            GreyscaleProb = 0.2,
            InvertProb = 0.1,
            Posterize = new(0.5, 4),
            Solarize = new(0.2, 128),
            Sharpness = new(0.5, 2),
            AutocontrastProb = 0.3,
            EqualizeProb = 0.1,
            GaussianBlur = new(1, 3, [0.1, 2]),
            RandomErasing = new(0.5, [0.02, 0.33], [0.3, 3.3]),
        };
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
            [.. Loader(Reader(), batchSize, 2).Read(order, epoch, Never).SelectMany(batch => Enumerable.Range(0, (int)batch.Labels.shape[0]).Select(index => DigestOf(batch.Images[index], batch.Labels[index])))];
        var expected = Samples(samples, 8, epoch: 1);
        Assert.Equal(expected, Samples(samples, 1, epoch: 1));
        Assert.Equal(expected.Reverse(), Samples([.. samples.Reverse()], 13, epoch: 1));
        Assert.Empty(expected.Intersect(Samples(samples, 8, epoch: 2)));
        Assert.Empty(expected.Intersect(Samples([.. samples.Select(sample => sample with { Repeat = 1 })], 8, epoch: 1)));
    }

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
        var failing = AugmentationPipeline.ForTraining(Augment with { Normalize = new NormalizeRecipe([0.5, 0.4, 0.3], [0.2, 0.3, 0.4]) }, seed: 7);
        var reader = new SampleReader(decoder, failing, new ImageSize(12, 10), channelsLast: true);
        var thrown = Assert.Throws<SampleException>(() => reader.Read(samples[5], 2, new float[7])); // too short for the image
        Assert.StartsWith($"{folder.PathOf("05.png")} (sample 5, epoch 2): ", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void No_more_batches_are_read_than_may_wait(int prefetch)
    {
        // The files of later batches are put away: reading one of them would fail.
        var loader = Loader(Reader(), BatchSize, workers: 3, prefetch);
        for (var index = (1 + prefetch) * BatchSize; index < Count; index++)
        {
            File.Move(folder.PathOf($"{index:D2}.png"), folder.PathOf($"{index:D2}.away"));
        }

        using var batches = loader.Read(samples, 1, Never).GetEnumerator();
        Assert.True(batches.MoveNext());
        batches.Current.Dispose();
        Thread.Sleep(200); // for a loader that reads on, to have done so
        for (var index = (1 + prefetch) * BatchSize; index < Count; index++)
        {
            File.Move(folder.PathOf($"{index:D2}.away"), folder.PathOf($"{index:D2}.png"));
        }

        var left = 0;
        while (batches.MoveNext())
        {
            batches.Current.Dispose();
            left++;
        }

        Assert.Equal(loader.BatchCount(Count) - 1, left);
    }

    [Fact]
    public void The_same_threads_read_every_epoch_also_after_one_that_was_broken_off()
    {
        var loader = Loader(workers: 3);
        var before = Array.Empty<string>();
        for (uint epoch = 1; epoch <= 6; epoch++)
        {
            foreach (var batch in loader.Read(samples, epoch, Never))
            {
                batch.Dispose();
                if (epoch == 3)
                {
                    break;
                }
            }

            string[] now = [.. Directory.GetDirectories("/proc/self/task").Where(task => NameOf(task)?.StartsWith("loader ", StringComparison.Ordinal) == true).Order(StringComparer.Ordinal)];
            Assert.Equal(3, now.Length);
            Assert.True(epoch == 1 || now.SequenceEqual(before));
            before = now;
        }
    }

    [Fact]
    public void A_loader_reads_one_order_at_a_time_and_none_once_it_is_disposed()
    {
        var loader = Loader(workers: 2);
        using (var batches = loader.Read(samples, 1, Never).GetEnumerator())
        {
            Assert.True(batches.MoveNext());
            batches.Current.Dispose();
            Assert.Throws<InvalidOperationException>(() => loader.Read(samples, 1, Never).First());
        }

        loader.Read(samples, 1, Never).First().Dispose();
        loader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => loader.Read(samples, 1, Never).First());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Memory_stays_flat_over_a_hundred_epochs(int workers)
    {
        var loader = Loader(workers);
        void Epoch(int epoch)
        {
            foreach (var batch in loader.Read(samples, (uint)epoch, Never))
            {
                batch.Dispose();
            }
        }

        for (var epoch = 1; epoch <= 20; epoch++)
        {
            Epoch(epoch);
        }

        // What other tests of this process still hold comes and goes; what a loader loses, it loses each time.
        var growth = Enumerable.Range(0, 3).Select(_ =>
        {
            var (managed, native) = (GC.GetTotalMemory(forceFullCollection: true), ResidentBytes());
            for (var epoch = 21; epoch <= 120; epoch++)
            {
                Epoch(epoch);
            }

            return (Managed: GC.GetTotalMemory(forceFullCollection: true) - managed, Native: ResidentBytes() - native);
        });

        // One batch's floats are 11 kB: a batch lost per epoch would be 1.1 MB, the smallest decoded image per sample 1.7 MB.
        Assert.Contains(growth, grown => grown is { Managed: <= 500_000, Native: <= 30_000_000 });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public unsafe void Large_batches_lie_where_earlier_ones_lay(int workers)
    {
        // 5 MB each. Where glibc's heap gives them, each that is lost to another's rest costs as much.
        const int Prefetch = 2;
        var loader = Loader(Reader(Augment with { Resize = [224, 224], ColorJitter = new(0, 0, 0, 0) }), BatchSize, workers, Prefetch);
        var addresses = new HashSet<nint>();
        long afterTwo = 0;
        for (uint epoch = 1; epoch <= 12; epoch++)
        {
            foreach (var batch in loader.Read(samples, epoch, Never))
            {
                using (batch)
                {
                    using var rows = batch.Images.permute(0, 2, 3, 1);
                    fixed (byte* start = rows.bytes)
                    {
                        addresses.Add((nint)start);
                    }
                }
            }

            afterTwo = epoch == 2 ? ResidentBytes() : afterTwo;
        }

        Assert.InRange(addresses.Count, 1, Prefetch + 1);
        Assert.InRange(ResidentBytes() - afterTwo, long.MinValue, 30_000_000);
    }

    [Fact]
    public void Raw_records_are_read_by_no_more_threads_than_there_are_processors()
    {
        const int Records = 400;
        File.WriteAllBytes(folder.PathOf("records.bin"), new byte[Records * 192]);
        var layout = new PixelRecords("records.bin", IsGzip: false, Start: 0, Stride: 192, Records, Height: 8, Width: 8, Channels: 3, IsPlanar: false);
        Sample[] order = [.. Enumerable.Range(0, Records).Select(index => new Sample(index, new PixelRecord(layout, index), 0))];
        var threads = new ConcurrentDictionary<int, bool>();
        var extensions = new Extensions();
        extensions.Augmentations.Add("noting", "For a test.", [], _ => new Noting(threads));
        var pipeline = AugmentationPipeline.ForTraining(Augment with { Own = new Dictionary<string, JsonObject?> { ["noting"] = [] } }, seed: 7, extensions.Augmentations);
        var reader = new SampleReader(new SampleDecoder(new Snapshot(folder.FullPath)), pipeline, new ImageSize(12, 10), channelsLast: true);
        Assert.Equal(Records / BatchSize, Digests(Loader(reader, BatchSize, workers: Environment.ProcessorCount + 3).Read(order, 1, Never)).Length);
        Assert.InRange(threads.Count, 1, Environment.ProcessorCount);
    }

    [Fact]
    public void Whoever_keeps_a_batch_s_numbers_keeps_them_as_they_are()
    {
        using var later = Loader(workers: 2).Read(samples, 1, Never).First();
        using var kept = later.Images[3];
        var expected = DigestOf(kept, later.Labels);
        later.Dispose();
        for (uint epoch = 2; epoch <= 5; epoch++)
        {
            Assert.Equal((Count + BatchSize - 1) / BatchSize, Digests(Loader(workers: 2).Read(samples, epoch, Never)).Length);
        }

        using var labels = tensor(samples[..BatchSize].Select(sample => (long)sample.Class).ToArray());
        Assert.Equal(expected, DigestOf(kept, labels));
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
        var loader = Loader(Reader(Augment with { Resize = null }), BatchSize, workers);
        var thrown = await Assert.ThrowsAnyAsync<LockstepException>(() => Task.Run(() => Digests(loader.Read(samples, 1, Never))).WaitAsync(Hanging, Never));
        Assert.Contains("33.png: 8×9 pixels (height × width), but the first image has 8×8", thrown.Message, StringComparison.Ordinal);
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
        await using (var pipe = await Task.Run(() => new FileStream(folder.PathOf("09.png"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite), Never).WaitAsync(Hanging, Never))
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

    private static string DigestOf(Tensor images, Tensor labels) => Safetensors.DigestOf(new Dictionary<string, Tensor> { ["images"] = images, ["labels"] = labels });

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

    private SampleReader Reader(AugmentRecipe? augment = null, bool channelsLast = true)
    {
        var decoder = new SampleDecoder(new Snapshot(folder.FullPath), check: null);
        var pipeline = AugmentationPipeline.ForTraining(augment ?? Augment, seed: 7);
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
