using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using Lockstep.Vision.Images.Headers;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Native;

// One measurement of the loader a process, printed as a number: loading.sh calls it side by side with torchvision.
// loading photographs|cifar|decode|first-photographs|first-cifar|memory|stages DATA WORKERS
var (what, folder, workers) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
NativeLibraries.Load();
var snapshot = new Snapshot(folder);
var data = Dataset.Read(
    snapshot, snapshot.Describe(null, trustUntouched: true, TimeProvider.System), new DataRecipe("auto", "auto", "apply", "fail"),
    new SplitRecipe(null, 0.02, 0, true), null);
Sample[] samples = [.. data.Samples.Select(item => item.Sample)];
const string Jitter = "color_jitter: {brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1}";
var photographs = Augment($"resize: [224, 224], hflip_prob: 0.5, {Jitter}");
var small = Augment("hflip_prob: 0.5, random_crop: {size: [32, 32], padding: 4}");
var isCifar = what.EndsWith("cifar", StringComparison.Ordinal);
var pipeline = AugmentationPipeline.ForTraining(isCifar ? small : photographs, seed: 1);
var size = isCifar ? new ImageSize(32, 32) : new ImageSize(224, 224);
BatchLoader Loader() => new(new SampleReader(new SampleDecoder(snapshot), pipeline, size, channelsLast: true), isCifar ? 128 : 64, workers);

AugmentRecipe Augment(string keys) => RecipeReader.Resolve(
    "recipe.yaml", Encoding.UTF8.GetBytes($"{{dataset: d, augment: {{normalize: {{mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}}, {keys}}}}}"),
    [], processorCount: 1, Extensions.None.Recipes).Recipe.Augment;

void Epoch(BatchLoader loader, uint epoch)
{
    foreach (var batch in loader.Read(samples, epoch, CancellationToken.None))
    {
        batch.Dispose();
    }
}

switch (what)
{
    case "first-photographs" or "first-cifar":
    {
        var watch = Stopwatch.StartNew();
        using var loader = Loader();
        loader.Read(samples, 1, CancellationToken.None).First().Dispose();
        Print(watch.Elapsed.TotalMilliseconds);
        break;
    }

    case "photographs" or "cifar":
    {
        using var loader = Loader();
        Epoch(loader, 1);
        var epochs = isCifar ? 8u : 4u;
        Print(epochs * samples.Length / Seconds(() =>
        {
            for (uint epoch = 2; epoch < 2 + epochs; epoch++)
            {
                Epoch(loader, epoch);
            }
        }));
        break;
    }

    case "decode":
    {
        var decoder = new SampleDecoder(snapshot);
        void All() => Parallel.ForEach(samples, new ParallelOptions { MaxDegreeOfParallelism = workers }, sample => decoder.Decode(sample.Source));
        All();
        Print(3 * samples.Length / Seconds(() =>
        {
            All();
            All();
            All();
        }));
        break;
    }

    case "memory":
    {
        using var loader = Loader();
        samples = samples[..64];
        for (uint epoch = 1; epoch <= 100; epoch++)
        {
            Epoch(loader, epoch);
            if (epoch is 10 or 100)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{epoch} {GC.GetTotalMemory(forceFullCollection: true) / 1e6:F1} {Process.GetCurrentProcess().WorkingSet64 / 1e6:F1}"));
            }
        }

        break;
    }

    case "stages":
    {
        var files = samples.Select(sample => (sample, Bytes: File.ReadAllBytes(snapshot.PathOf(sample.Source.RelPath)))).ToArray();
        var images = files.Select(file => ImageDecoder.Decode(file.Bytes, "", OrientationRule.Apply)).ToArray();
        var resize = AugmentationPipeline.ForTraining(Augment("resize: [224, 224]"), 1);
        var resized = images.Select((image, index) => resize.Apply(image, 1, (uint)index)).ToArray();
        var numbers = new float[3 * 224 * 224];
        (string Name, Action<int> Act)[] stages =
        [
            ("read", index => File.ReadAllBytes(snapshot.PathOf(samples[index].Source.RelPath))),
            ("header", index => ImageHeader.Read(files[index].Bytes)),
            ("decode", index => ImageDecoder.Decode(files[index].Bytes, "", OrientationRule.Apply)),
            ("resize", index => resize.Apply(images[index], 1, (uint)index)),
            .. Stage("flip", "hflip_prob: 1"),
            .. Stage("brightness", "color_jitter: {brightness: 0.4}"),
            .. Stage("contrast", "color_jitter: {contrast: 0.4}"),
            .. Stage("saturation", "color_jitter: {saturation: 0.4}"),
            .. Stage("hue", "color_jitter: {hue: 0.1}"),
            .. Stage("jitter", Jitter),
            ("channels last", index => pipeline.WriteChannelsLast(resized[index], numbers)),
            ("channels first", index => pipeline.WriteChannelsFirst(resized[index], numbers)),
        ];
        IEnumerable<(string, Action<int>)> Stage(string name, string keys)
        {
            var one = AugmentationPipeline.ForTraining(Augment(keys), 1);
            yield return (name, index => one.Apply(resized[index], 1, (uint)index));
        }

        foreach (var (name, act) in stages)
        {
            double best = double.MaxValue;
            for (var round = 0; round < 5; round++)
            {
                // Of the processor, not of the clock: others may be at work.
                var before = Process.GetCurrentProcess().TotalProcessorTime;
                for (var index = 0; index < samples.Length; index++)
                {
                    act(index);
                }

                best = Math.Min(best, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-16} {best / samples.Length * 1e6,8:F0} µs an image"));
        }

        break;
    }

    default:
        throw new ArgumentException($"No measurement is named '{what}'.");
}

static double Seconds(Action act)
{
    var watch = Stopwatch.StartNew();
    act();
    return watch.Elapsed.TotalSeconds;
}

static void Print(double number) => Console.WriteLine(number.ToString("F1", CultureInfo.InvariantCulture));
