using Lockstep.Randomness;

namespace Lockstep.Vision.Auditing.Images;

/// <summary>A property of images, and how well the label can be guessed from it alone.</summary>
/// <param name="Property">For people: <c>the width</c>.</param>
/// <param name="Accuracy">Balanced: the mean over the classes of the share that is guessed right, of images that the rule was not learned on.</param>
/// <param name="Chance">One over the number of classes.</param>
internal sealed record Shortcut(string Property, double Accuracy, double Chance)
{
    private const int LeastOfClass = 10;
    private const int MostBins = 16;
    private const double LeastGain = 0.25;
    private const double LeastErrors = 4;

    private static readonly (string Name, Func<ImageTraits, double> Value)[] Measured =
    [
        ("the width", image => image.Width),
        ("the height", image => image.Height),
        ("the shape (width over height)", image => (double)image.Width / image.Height),
        ("the size of the file for its pixels", image => (double)image.Bytes / (image.Width * image.Height)),
        ("the mean brightness", image => image.Brightness),
        ("the contrast", image => image.Contrast),
        ("the brightness of the border", image => image.BorderBrightness),
        ("the evenness of the border", image => image.BorderContrast),
    ];

    private static readonly (string Name, Func<ImageTraits, string> Value)[] Named =
    [
        ("the file's format", image => image.Format),
        ("what channels it has", image => image.Mode),
        ("the EXIF orientation", image => FormattableString.Invariant($"{image.Orientation}")),
    ];

    /// <summary>Those that are clearly better than chance, the best first. Classes with few images are left out.</summary>
    /// <param name="images">That can be decoded.</param>
    /// <param name="classes">How many there are.</param>
    public static IReadOnlyList<Shortcut> In(IReadOnlyList<ImageTraits> images, int classes)
    {
        var counts = new int[classes];
        foreach (var image in images)
        {
            counts[image.Sample.Class]++;
        }

        ImageTraits[] counted = [.. images.Where(image => counts[image.Sample.Class] >= 2 * LeastOfClass)];
        var halves = Halves(counted);
        var present = counted.Select(image => image.Sample.Class).Distinct().Count();
        return present < 2 ? [] :
        [
            .. Measured.Select(property => (property.Name, Values: Binned(counted, property.Value)))
                .Concat(Named.Select(property => (property.Name, Values: Numbered(counted, property.Value))))
                .Where(property => property.Values.Distinct().Skip(1).Any())
                .Select(property => Judge(property.Name, property.Values, counted, halves, classes, present))
                .OfType<Shortcut>().OrderByDescending(shortcut => shortcut.Accuracy),
        ];
    }

    /// <summary>Which half each image is in: of each class every other one, in an order that nothing of the images decides.</summary>
    private static bool[] Halves(ImageTraits[] images)
    {
        var places = Enumerable.Range(0, images.Length).ToArray();
        new RandomStream(0, RandomPurpose.Subset, epoch: 0, sample: 0).Shuffle(places.AsSpan());
        var halves = new bool[images.Length];
        foreach (var ofClass in places.GroupBy(place => images[place].Sample.Class))
        {
            foreach (var (index, place) in ofClass.Index())
            {
                halves[place] = index % 2 == 0;
            }
        }

        return halves;
    }

    /// <summary>Numbers of bins of about as many images each; equal values are in one bin.</summary>
    private static int[] Binned(ImageTraits[] images, Func<ImageTraits, double> value)
    {
        double[] values = [.. images.Select(value)];
        double[] sorted = [.. values.Order()];
        double[] borders = [.. Enumerable.Range(1, MostBins - 1).Select(bin => sorted[bin * (sorted.Length - 1) / MostBins]).Distinct()];
        return [.. values.Select(one => Array.BinarySearch(borders, one) is >= 0 and var at ? at : ~Array.BinarySearch(borders, one))];
    }

    private static int[] Numbered(ImageTraits[] images, Func<ImageTraits, string> value)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. images.Select(image => numbers.TryGetValue(value(image), out var known) ? known : numbers[value(image)] = numbers.Count)];
    }

    private static Shortcut? Judge(string name, int[] values, ImageTraits[] images, bool[] halves, int classes, int present)
    {
        var (right, all) = (new int[classes], new int[classes]);
        foreach (var learned in (ReadOnlySpan<bool>)[true, false])
        {
            var rule = Rule(values, images, halves, learned, classes);
            for (var place = 0; place < images.Length; place++)
            {
                if (halves[place] != learned)
                {
                    var actual = images[place].Sample.Class;
                    all[actual]++;
                    right[actual] += rule[values[place]] == actual ? 1 : 0;
                }
            }
        }

        double[] shares = [.. right.Zip(all).Where(pair => pair.Second > 0).Select(pair => (double)pair.First / pair.Second)];
        var (accuracy, chance) = (shares.Average(), 1.0 / present);
        var error = Math.Sqrt(all.Where(count => count > 0).Sum(count => chance * (1 - chance) / count)) / present;
        return accuracy - chance >= LeastGain * (1 - chance) && accuracy - chance > LeastErrors * error ? new Shortcut(name, accuracy, chance) : null;
    }

    /// <summary>For each value the class of which the greatest share of images has it.</summary>
    private static int[] Rule(int[] values, ImageTraits[] images, bool[] halves, bool learned, int classes)
    {
        var counts = new double[values.Max() + 1, classes];
        var all = new int[classes];
        for (var place = 0; place < images.Length; place++)
        {
            if (halves[place] == learned)
            {
                counts[values[place], images[place].Sample.Class]++;
                all[images[place].Sample.Class]++;
            }
        }

        return [.. Enumerable.Range(0, counts.GetLength(0)).Select(value =>
            Enumerable.Range(0, classes).MaxBy(number => all[number] == 0 ? -1 : counts[value, number] / all[number]))];
    }
}
