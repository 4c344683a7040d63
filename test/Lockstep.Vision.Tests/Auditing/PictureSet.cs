using System.Collections.Concurrent;
using Lockstep.Audit;
using Lockstep.Randomness;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Auditing.Checks;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using SkiaSharp;

namespace Lockstep.Vision.Tests.Auditing;

/// <summary>A sealed data set of drawn pictures, no two alike: twelve of each of two classes to train on, six to validate, six to test on.</summary>
internal sealed class PictureSet : IDisposable
{
    private const int Width = 120;
    private const int Height = 90;

    private static readonly ConcurrentDictionary<(int Number, int Width, int Height), Image> Known = [];

    private readonly TemporaryFolder folder = new();

    /// <param name="nameOf">Of a picture by its number, without its ending.</param>
    /// <param name="width">Of the pictures, which are three quarters as high.</param>
    public PictureSet(Func<int, string>? nameOf = null, int width = Width)
    {
        var number = 0;
        foreach (var (split, count) in new[] { ("train", 12), ("val", 6), ("test", 6) })
        {
            foreach (var name in (string[])["a", "b"])
            {
                for (var place = 0; place < count; place++, number++)
                {
                    Write($"{split}/{name}/{nameOf?.Invoke(number) ?? $"{number}"}.png", Drawn(number, width, width * Height / Width));
                }
            }
        }

        Seal();
    }

    public string Folder => folder.PathOf("pictures");

    public string PathOf(string relPath) => Path.Combine(Folder, relPath);

    public void Dispose() => folder.Dispose();

    /// <summary>A picture that depends on its number alone: blots of colour of many sizes on a slope, each time others.</summary>
    public static Image Drawn(int number, int width = Width, int height = Height) => Known.GetOrAdd(
        (number, width, height), key => Draw(key.Number, key.Width, key.Height));

    private static Image Draw(int number, int width, int height)
    {
        var random = new RandomStream((ulong)number, RandomPurpose.Subset, epoch: 0, sample: 0);
        var blots = Enumerable.Range(0, 40).Select(_ => (
            X: random.NextDouble(), Y: random.NextDouble(), Radius: 0.03 + (0.25 * random.NextDouble()), Level: (200 * random.NextDouble()) - 100,
            Tint: random.NextDouble())).ToArray();
        var pixels = new byte[3 * width * height];
        for (var at = 0; at < width * height; at++)
        {
            var (x, y) = ((at % width + 0.5) / width, (at / width + 0.5) / height);
            var level = 0.0;
            var tint = 0.0;
            foreach (var blot in blots)
            {
                var nearness = Math.Exp(-(((x - blot.X) * (x - blot.X)) + ((y - blot.Y) * (y - blot.Y))) / (blot.Radius * blot.Radius));
                level += blot.Level * nearness;
                tint += 60 * (blot.Tint - 0.5) * nearness;
            }

            pixels[3 * at] = (byte)Math.Clamp(128 + level + tint, 0, 255);
            pixels[(3 * at) + 1] = (byte)Math.Clamp(128 + level, 0, 255);
            pixels[(3 * at) + 2] = (byte)Math.Clamp(128 + level - tint, 0, 255);
        }

        return new Image(height, width, pixels);
    }

    public void Write(string relPath, Image image) => WriteBytes(relPath, ImagePng.Encode(image));

    public void WriteBytes(string relPath, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(relPath)) ?? "");
        File.WriteAllBytes(PathOf(relPath), bytes);
    }

    /// <summary>Writes a picture as another program would save it.</summary>
    public void Encode(string relPath, Image image, SKEncodedImageFormat format, int quality)
    {
        using var bitmap = SKBitmap.Decode(ImagePng.Encode(image));
        using var data = bitmap.Encode(format, quality);
        WriteBytes(relPath, data.ToArray());
    }

    public void Seal() => new Snapshot(Folder).Seal("pictures", TimeProvider.System);

    /// <summary>What an audit says of it; nothing is trained.</summary>
    public async Task<AuditReport> AuditAsync(string? groupBy = null, string? pairs = null)
    {
        using var checks = new VisionChecks(Extensions.None, (_, _, _) => throw new InvalidOperationException("Nothing is to be run."));
        return await new Auditor(checks.All).AuditAsync(
            new AuditSubject
            {
                Kind = SubjectKinds.Project,
                Shown = ".",
                Folder = folder.FullPath,
                DataFolders = [Folder],
                Level = AuditLevel.Static,
                RunsPath = folder.PathOf("runs"),
                GroupBy = groupBy,
                PairsPath = pairs,
            },
            baseline: null,
            progress: null,
            TestContext.Current.CancellationToken);
    }
}
