using System.Collections.Concurrent;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Tests.Recipes;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Loading;

public sealed partial class BatchLoaderTests
{
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

            string[] now = [
                .. Directory.GetDirectories("/proc/self/task")
                    .Where(task => NameOf(task)?.StartsWith("loader ", StringComparison.Ordinal) == true).Order(StringComparer.Ordinal)
            ];
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
        var loader = Loader(Reader(["resize=[224, 224]", "color_jitter={}"]), BatchSize, workers, Prefetch);
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
        var pipeline = AugmentationPipeline.ForTraining(
            RecipeText.Augment(Augment) with { Own = new Dictionary<string, RecipeValues?> { ["noting"] = new RecipeValues([]) } }, seed: 7,
            extensions.Augmentations);
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
}
