using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Images.Headers;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tests.Images;
using Lockstep.Vision.Tests.Recipes;

namespace Lockstep.Vision.Tests.Loading;

[Collection(LoaderThreads.Name)]
public sealed class ImageCacheTests : IDisposable
{
    private const int Enough = 1 << 26;

    private readonly TemporaryFolder folder = new();
    private readonly Snapshot snapshot;
    private readonly Manifest manifest;
    private readonly Sample[] samples;

    public ImageCacheTests()
    {
        NativeLibraries.Load();
        var whole = WholePictures();
        foreach (var file in whole)
        {
            Directory.CreateDirectory(folder.PathOf("data"));
            File.Copy(file, folder.PathOf("data/" + Path.GetFileName(file)));
        }

        snapshot = new Snapshot(folder.PathOf("data"));
        manifest = snapshot.Describe(null, trustUntouched: false, TimeProvider.System, cancellation: Never);
        samples = [.. manifest.Files.Select((file, index) => new Sample(index, new ImageFile(file.RelPath), index % 3))];
    }

    private static CancellationToken Never => TestContext.Current.CancellationToken;

    private string Pixels => folder.PathOf("cache/pixels/one");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_stream_is_the_same_without_a_cache_with_one_in_memory_with_one_on_disk_and_with_a_damaged_one()
    {
        var expected = Stream(null);
        var memory = new MemoryImageCache(manifest, Enough);
        Assert.Equal(expected, Stream(memory));
        Assert.True(memory.Bytes > 0);
        Assert.Equal(expected, Stream(memory));
        Assert.Equal(expected, Stream(Disk()));
        Assert.Equal(expected, Stream(Disk()));

        var entries = Directory.GetFiles(Pixels, "*", SearchOption.AllDirectories);
        Assert.Equal(manifest.Files.Select(file => file.Sha256).Distinct().Count(), entries.Length);
        foreach (var (index, entry) in entries.Index())
        {
            Damage(entry, index);
        }

        Assert.Equal(expected, Stream(Disk()));
        Assert.All(entries, entry => Assert.True(new FileInfo(entry).Length > 24)); // written anew
        Assert.Equal(expected, Stream(Disk()));
    }

    [Fact]
    public void What_lies_on_the_disk_is_read_instead_of_the_file()
    {
        var expected = Stream(Disk());
        foreach (var file in manifest.Files)
        {
            File.Delete(snapshot.PathOf(file.RelPath));
        }

        Assert.Equal(expected, Stream(Disk()));
    }

    [Fact]
    public void A_file_that_is_not_what_the_manifest_says_is_not_kept()
    {
        var (first, second) = (manifest.Files[0], manifest.Files[1]);
        File.Copy(snapshot.PathOf(second.RelPath), snapshot.PathOf(first.RelPath), overwrite: true);
        var cache = Disk();
        new SampleDecoder(snapshot, cache: cache).Decode(new ImageFile(first.RelPath));
        Assert.False(File.Exists(cache.PathOf(first.Sha256)));
        new SampleDecoder(snapshot, cache: cache).Decode(new ImageFile(second.RelPath));
        Assert.True(File.Exists(cache.PathOf(second.Sha256)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20_000)]
    [InlineData(100_000)]
    public void Neither_holds_more_than_its_bound(int bound)
    {
        var memory = new MemoryImageCache(manifest, bound);
        var disk = new DiskImageCache(manifest, Pixels, bound, TimeProvider.System);
        Assert.Equal(Stream(null), Stream(memory));
        Assert.Equal(Stream(null), Stream(disk));
        Assert.InRange(memory.Bytes, bound / 100, bound);
        Assert.InRange(BytesOnDisk(), bound / 100, bound);
    }

    [Fact]
    public void The_oldest_entries_make_room()
    {
        Stream(Disk());
        var before = BytesOnDisk();
        foreach (var entry in Directory.GetFiles(Pixels, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(entry, DateTime.UnixEpoch);
        }

        var used = manifest.Files[0];
        new SampleDecoder(snapshot, cache: Disk()).Decode(new ImageFile(used.RelPath));
        var smaller = new DiskImageCache(manifest, Pixels, before / 2, TimeProvider.System);
        Assert.InRange(BytesOnDisk(), 1, before / 2);
        Assert.True(File.Exists(smaller.PathOf(used.Sha256)));
    }

    [Fact]
    public void Room_is_made_of_the_entries_alone_and_not_of_what_a_link_leads_to()
    {
        var theirs = folder.Write("others/old", new string('x', 200_000));
        File.SetLastWriteTimeUtc(theirs, DateTime.UnixEpoch);
        Directory.CreateDirectory(Pixels);
        File.CreateSymbolicLink(Path.Combine(Pixels, "link"), folder.PathOf("others"));

        Stream(new DiskImageCache(manifest, Pixels, 100_000, TimeProvider.System));
        Assert.True(File.Exists(theirs));
        Assert.InRange(BytesOnDisk() - new FileInfo(theirs).Length, 1000, 100_000);
    }

    [Fact]
    public async Task Twenty_that_write_read_damage_and_delete_at_once_give_the_same()
    {
        var expected = Stream(null);
        using var stop = new CancellationTokenSource();
        var harm = Task.Run(
            () =>
            {
                for (var turn = 0; !stop.IsCancellationRequested; turn++)
                {
                    foreach (var entry in Directory.Exists(Pixels) ? Directory.GetFiles(Pixels, "*", SearchOption.AllDirectories) : [])
                    {
                        try
                        {
                            Damage(entry, turn++);
                        }
                        catch (IOException)
                        {
                            // renamed or deleted meanwhile
                        }
                    }
                }
            },
            Never);
        var streams = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(index => Task.Run(() => Stream(index % 2 == 0 ? Disk() : new DiskImageCache(manifest, Pixels, 50_000, TimeProvider.System)), Never)));
        await stop.CancelAsync();
        await harm;
        Assert.All(streams, stream => Assert.Equal(expected, stream));
    }

    private static string[] WholePictures() => [.. Pictures.Files.Where(file =>
    {
        var bytes = File.ReadAllBytes(file);
        return ImageHeader.Read(bytes) is { } header && header.ReasonAgainst() is null;
    })];

    private static void Damage(string entry, int how)
    {
        switch (how % 5)
        {
            case 0:
                File.Delete(entry);
                break;
            case 1:
                File.WriteAllBytes(entry, []);
                break;
            case 2:
                File.WriteAllBytes(entry, [.. File.ReadAllBytes(entry).SkipLast(1)]);
                break;
            case 3:
                File.WriteAllBytes(entry, [.. File.ReadAllBytes(entry), 0]);
                break;
            default:
                var bytes = File.ReadAllBytes(entry);
                if (bytes.Length > 0)
                {
                    bytes[how * 31 % bytes.Length] ^= 0x10;
                }

                File.WriteAllBytes(entry, bytes);
                break;
        }
    }

    private DiskImageCache Disk() => new(manifest, Pixels, Enough, TimeProvider.System);

    private long BytesOnDisk() =>
        Directory.Exists(Pixels) ? Directory.GetFiles(Pixels, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length) : 0;

    private string[] Stream(ImageCache? cache)
    {
        var augment = RecipeText.Augment(
            "resize=[14, 12]", "hflip_prob=0.5", "color_jitter={brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1}");
        var reader = new SampleReader(
            new SampleDecoder(snapshot, cache: cache), AugmentationPipeline.ForTraining(augment, seed: 3), new ImageSize(14, 12), channelsLast: true);
        using var loader = new BatchLoader(reader, batchSize: 7, workers: 2);
        return SampleStream.Loaded(loader, [samples, samples], 7, 0, Never);
    }
}
