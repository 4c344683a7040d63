using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Snapshots;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Loading;

/// <summary>Decoded pictures in the user's cache folder, shared by all runs and processes; safe to delete at any time.</summary>
/// <remarks>
/// A file each: the XXH3-128 of what follows, height, width (four bytes each, the low one first), rows of pixels. One that is damaged, torn or of
/// another size than it says is not there. Written under a name of its own and renamed, never flushed: a crash at worst loses or tears it.
/// Over its bound it gives way oldest first, but never what this process has used.
/// </remarks>
internal sealed class DiskImageCache : ImageCache
{
    private const int DigestLength = 16;
    private const int HeadLength = DigestLength + 8;

    private static int names; // of all caches of this process

    private readonly string folder;
    private readonly long mostBytes;
    private readonly DateTime started;
    private readonly Lock counting = new();
    private long bytes;
    private long pending; // of what is counted in bytes and may not lie there yet
    private long written;

    /// <param name="folder">All entries below it were decoded alike; its parent holds all that counts towards the bound.</param>
    public DiskImageCache(Manifest manifest, string folder, long mostBytes, TimeProvider clock)
        : base(manifest)
    {
        this.folder = folder;
        this.mostBytes = mostBytes;
        started = clock.GetUtcNow().UtcDateTime;
        MakeRoom();
    }

    /// <summary>
    /// In <c>lockstep/pixels/</c> below the user's cache folder, by all that the pixels of a content depend on; null where there is no such folder.
    /// </summary>
    public static string? FolderOf(OrientationRule orientation, JpegScale scale)
    {
        var key = CanonicalJson.DigestOf(new JsonObject
        {
            ["decoder"] = $"{ImageDecoder.Name} {ImageDecoder.Version}, {ImageDecoder.TiffName}",
            ["build"] = typeof(ImageDecoder).Module.ModuleVersionId.ToString(),
            ["orientation"] = orientation.ToString(),
            ["scale"] = scale.Text,
        });
        return UserCache.FolderOf("pixels") is { } pixels ? Path.Combine(pixels, key[..16]) : null;
    }

    internal string PathOf(string sha256) => Path.Combine(folder, sha256[..2], sha256);

    protected override Image? Find(string sha256)
    {
        var path = PathOf(sha256);
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            if (length is < HeadLength + 3 or > int.MaxValue)
            {
                return null;
            }

            Span<byte> head = stackalloc byte[HeadLength];
            var pixels = GC.AllocateUninitializedArray<byte>((int)length - HeadLength);
            if (RandomAccess.Read(file, head, 0) != HeadLength || !ReadAll(file, pixels))
            {
                return null;
            }

            var (height, width) = (BinaryPrimitives.ReadInt32LittleEndian(head[DigestLength..]), BinaryPrimitives.ReadInt32LittleEndian(
                head[(DigestLength + 4)..]));
            if (!DigestOf(head[DigestLength..], pixels).AsSpan().SequenceEqual(head[..DigestLength])
                || height < 1 || width < 1 || 3L * height * width != pixels.Length)
            {
                return null;
            }

            if (File.GetLastWriteTimeUtc(file) < started)
            {
                File.SetLastWriteTimeUtc(path, started); // in use: others make room elsewhere
            }

            return new Image(height, width, pixels);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    protected override void Keep(string sha256, byte[] encoded, Image image)
    {
        // A file that changed since the gate must not stand for what it was.
        var length = HeadLength + image.Pixels.Length;
        if (Sha256.Of(encoded) != sha256 || !TryCount(length))
        {
            return;
        }

        Write(PathOf(sha256), image);
        lock (counting)
        {
            pending -= length;
        }
    }

    private static void Write(string path, Image image)
    {
        var temporary = string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.{Interlocked.Increment(ref names)}.tmp");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
            var head = new byte[HeadLength];
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(DigestLength), image.Height);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(DigestLength + 4), image.Width);
            DigestOf(head.AsSpan(DigestLength), image.Pixels).CopyTo(head, 0);
            using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
            {
                RandomAccess.Write(file, [head, image.Pixels], 0);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Discard(temporary);
        }
    }

    private static bool ReadAll(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> pixels)
    {
        for (var done = 0; done < pixels.Length;)
        {
            var read = RandomAccess.Read(file, pixels[done..], HeadLength + done);
            if (read == 0)
            {
                return false;
            }

            done += read;
        }

        return true;
    }

    private static byte[] DigestOf(ReadOnlySpan<byte> size, ReadOnlySpan<byte> pixels)
    {
        var hash = new XxHash128();
        hash.Append(size);
        hash.Append(pixels);
        return hash.GetHashAndReset();
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It counts towards the bound until it is the oldest.
        }
    }

    /// <summary>Whether so many bytes more fit. What other processes wrote is counted anew now and then.</summary>
    private bool TryCount(long length)
    {
        lock (counting)
        {
            written += length;
            if (bytes + length > mostBytes || written > mostBytes / 32)
            {
                MakeRoom();
            }

            if (bytes + length > mostBytes)
            {
                return false;
            }

            bytes += length;
            pending += length;
            return true;
        }
    }

    /// <summary>Counts what lies there, and deletes the oldest entries that this process has not used until a part of the bound is free.</summary>
    private void MakeRoom()
    {
        written = 0;
        try
        {
            var root = new DirectoryInfo(Path.GetDirectoryName(folder) ?? folder);
            var files = root.Exists
                ? WholeFolder.Files(root.FullName).Select(path => new FileInfo(path))
                    .Select(file => (file.FullName, file.Length, file.LastWriteTimeUtc)).ToArray()
                : [];
            bytes = pending + files.Sum(file => file.Length);
            if (bytes <= mostBytes - (mostBytes / 16))
            {
                return;
            }

            foreach (var (path, length, _) in files.Where(file => file.LastWriteTimeUtc < started).OrderBy(file => file.LastWriteTimeUtc))
            {
                Discard(path);
                bytes -= length;
                if (bytes <= mostBytes - (mostBytes / 8))
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process deletes too: what was counted so far is near enough.
        }
    }
}
