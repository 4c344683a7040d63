using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using OpenCvSharp;
using SkiaSharp;

// Decodes every JPEG below a folder with three libraries in one thread, a round each in turn, and compares their pixels with djpeg's.
// decoders FOLDER [ROUNDS]     needs libjpeg-turbo-progs
var files = Directory.GetFiles(args[0], "*.jpg", SearchOption.AllDirectories)
    .Order(StringComparer.Ordinal).Select(path => (Path: path, Bytes: File.ReadAllBytes(path))).ToArray();
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
Cv2.SetNumThreads(1);
NetVips.NetVips.Concurrency = 1;
var pixels = Marshal.AllocHGlobal(1 << 26);
(string Name, Func<byte[], byte[]> Decode)[] decoders = [("SkiaSharp", Skia), ("OpenCvSharp", OpenCv), ("NetVips", Vips)];
var times = decoders.ToDictionary(decoder => decoder.Name, _ => new List<double>());
for (var round = 0; round <= rounds; round++)
{
    foreach (var (name, decode) in decoders)
    {
        // Of the processor, not of the clock: others may be at work.
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        foreach (var (_, bytes) in files)
        {
            decode(bytes);
        }

        if (round > 0)
        {
            times[name].Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
        }
    }
}

var expected = files.Select(file => Reference(file.Path)).ToArray();
Console.WriteLine("| | images/s of one processor, median | files with djpeg's very pixels | largest difference |\n|---|---|---|---|");
foreach (var (name, decode) in decoders)
{
    var found = files.Select(file => decode(file.Bytes)).ToArray();
    var equal = found.Zip(expected).Count(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
    var most = found.Zip(expected)
        .Max(pair => pair.First.Length != pair.Second.Length ? 255 : pair.First.Zip(pair.Second, (one, other) => Math.Abs(one - other)).Max());
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {name} | {files.Length / times[name].Order().ElementAt(rounds / 2):F0} | {equal} of {files.Length} | {most} |"));
}

byte[] Skia(byte[] encoded)
{
    using var data = SKData.CreateCopy(encoded);
    using var codec = SKCodec.Create(data);
    var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
    codec.GetPixels(info, pixels);
    var rgb = GC.AllocateUninitializedArray<byte>(info.Width * info.Height * 3);
    unsafe
    {
        var from = (byte*)pixels;
        for (int at = 0, to = 0; to < rgb.Length; at += 4, to += 3)
        {
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (from[at], from[at + 1], from[at + 2]);
        }
    }

    return rgb;
}

static byte[] OpenCv(byte[] encoded)
{
    using var image = Cv2.ImDecode(encoded, ImreadModes.Color | ImreadModes.IgnoreOrientation);
    using var turned = new Mat();
    Cv2.CvtColor(image, turned, ColorConversionCodes.BGR2RGB);
    var rgb = GC.AllocateUninitializedArray<byte>(turned.Width * turned.Height * 3);
    Marshal.Copy(turned.Data, rgb, 0, rgb.Length);
    return rgb;
}

static byte[] Vips(byte[] encoded)
{
    using var image = NetVips.Image.JpegloadBuffer(encoded);
    using var colors = image.Bands == 3 ? image.Copy() : image.Colourspace(NetVips.Enums.Interpretation.Srgb);
    return colors.WriteToMemory<byte>();
}

static byte[] Reference(string path)
{
    using var djpeg = Process.Start(new ProcessStartInfo("djpeg", ["-rgb", "-pnm", path]) { RedirectStandardOutput = true })
        ?? throw new InvalidOperationException("djpeg did not start.");
    using var all = new MemoryStream();
    djpeg.StandardOutput.BaseStream.CopyTo(all);
    var image = all.ToArray();
    var at = 0;
    for (var lines = 0; lines < 3; at++)
    {
        lines += image[at] == '\n' ? 1 : 0;
    }

    return image[at..];
}
