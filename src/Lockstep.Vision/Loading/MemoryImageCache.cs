using System.Collections.Concurrent;
using Lockstep.Snapshots;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Loading;

/// <summary>
/// Keeps the first pictures that come and no later ones: every epoch wants each once, so that any other choice would keep fewer for the next.
/// </summary>
internal sealed class MemoryImageCache(Manifest manifest, long mostBytes) : ImageCache(manifest)
{
    private readonly ConcurrentDictionary<string, Image> images = new(StringComparer.Ordinal);
    private long bytes;

    public long Bytes => Interlocked.Read(ref bytes);

    protected override Image? Find(string sha256) => images.GetValueOrDefault(sha256);

    protected override void Keep(string sha256, byte[] encoded, Image image)
    {
        if (Interlocked.Add(ref bytes, image.Pixels.Length) > mostBytes || !images.TryAdd(sha256, image))
        {
            Interlocked.Add(ref bytes, -image.Pixels.Length);
        }
    }
}
