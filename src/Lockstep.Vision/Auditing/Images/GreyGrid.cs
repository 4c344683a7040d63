using Lockstep.Vision.Images;

namespace Lockstep.Vision.Auditing.Images;

/// <summary>An image made small: the mean grey of each of 32×32 fields of equal size, whatever the image's size and shape.</summary>
internal sealed class GreyGrid
{
    /// <summary>Fields on a side. A smaller image has fewer pixels than fields, and says too little to be compared by them.</summary>
    public const int Side = 32;

    private readonly float[] fields;

    private GreyGrid(float[] fields)
    {
        this.fields = fields;
        Brightness = fields.Average();
        Contrast = Math.Sqrt(fields.Average(field => (field - Brightness) * (field - Brightness)));
        var border = Border().ToArray();
        BorderBrightness = border.Average();
        BorderContrast = Math.Sqrt(border.Average(field => (field - BorderBrightness) * (field - BorderBrightness)));
    }

    /// <summary>Mean of all fields, from 0 to 255.</summary>
    public double Brightness { get; }

    /// <summary>Standard deviation of the fields.</summary>
    public double Contrast { get; }

    /// <summary>Mean of the outermost fields.</summary>
    public double BorderBrightness { get; }

    /// <summary>Standard deviation of the outermost fields.</summary>
    public double BorderContrast { get; }

    /// <summary>From 0 to 255.</summary>
    public float this[int row, int column] => fields[(row * Side) + column];

    /// <summary>Each pixel counts for the fields that it covers, by how much of it they cover: grey as 0.299 red, 0.587 green, 0.114 blue.</summary>
    public static GreyGrid Of(Image image)
    {
        var (columns, rows) = (new Shares(image.Width), new Shares(image.Height));
        var fields = new float[Side * Side];
        Span<float> line = stackalloc float[Side + 1];
        for (var y = 0; y < image.Height; y++)
        {
            line.Clear();
            var pixels = image.Pixels.AsSpan(3 * y * image.Width, 3 * image.Width);
            for (var place = 0; place < columns.Count; place++)
            {
                var at = 3 * (columns.Repeat == 1 ? place : place / columns.Repeat);
                var grey = (0.299f * pixels[at]) + (0.587f * pixels[at + 1]) + (0.114f * pixels[at + 2]);
                line[columns.First[place]] += columns.OfFirst[place] * grey;
                line[columns.First[place] + 1] += columns.OfNext[place] * grey;
            }

            for (var place = y * rows.Repeat; place < (y + 1) * rows.Repeat; place++)
            {
                AddTo(fields, rows.First[place], rows.OfFirst[place], line);
                AddTo(fields, rows.First[place] + 1, rows.OfNext[place], line);
            }
        }

        return new GreyGrid(fields);
    }

    private IEnumerable<float> Border() => Enumerable.Range(0, Side).SelectMany(at => at is 0 or Side - 1
        ? Enumerable.Range(0, Side).Select(column => this[at, column])
        : [this[at, 0], this[at, Side - 1]]);

    private static void AddTo(float[] fields, int row, float share, ReadOnlySpan<float> line)
    {
        for (var column = 0; share > 0 && column < Side; column++)
        {
            fields[(row * Side) + column] += share * line[column];
        }
    }

    /// <summary>How the pixels of a side are shared out among the fields: a pixel covers one field, or the end of one and the beginning of the next.</summary>
    private sealed class Shares
    {
        public Shares(int pixels)
        {
            Repeat = (Side + pixels - 1) / pixels;
            Count = Repeat * pixels;
            (First, OfFirst, OfNext) = (new int[Count], new float[Count], new float[Count]);
            for (var place = 0; place < Count; place++)
            {
                var (from, to) = ((double)place * Side / Count, (double)(place + 1) * Side / Count);
                First[place] = Math.Min(Side - 1, (int)from);
                var border = Math.Min(to, First[place] + 1);
                OfFirst[place] = (float)(border - from);
                OfNext[place] = First[place] == Side - 1 ? 0 : (float)(to - border);
            }
        }

        /// <summary>How often each pixel is taken, so that there are no fewer than fields.</summary>
        public int Repeat { get; }

        /// <summary>Pixels, each so often.</summary>
        public int Count { get; }

        /// <summary>Of each the first field that it covers.</summary>
        public int[] First { get; }

        /// <summary>Of each the part of that field that it makes up.</summary>
        public float[] OfFirst { get; }

        /// <summary>Of each the part of the next field that it makes up.</summary>
        public float[] OfNext { get; }
    }
}
