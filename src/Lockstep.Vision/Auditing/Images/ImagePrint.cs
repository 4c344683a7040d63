namespace Lockstep.Vision.Auditing.Images;

/// <summary>What is kept of an image so as to find it again in another file, size or quality: a perceptual hash, and the image in 16×16 greys.</summary>
/// <remarks>
/// <para>
/// The hash has a bit for each of 64 low frequencies of the discrete cosine transform of <see cref="GreyGrid"/>, 8 by 8 without the constant and with
/// the next one of the first row: whether it is there with a positive sign. It changes little where an image is encoded anew, made smaller, or lightened.
/// Source of the hash by low frequencies: Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010; unlike there a bit is taken at
/// a small positive value, and not at the median, so that a frequency that is as good as absent always has the same bit.
/// </para>
/// <para>A hash alone takes smooth images for each other; so what it finds is looked at once more, by the correlation of the small images.</para>
/// </remarks>
internal sealed class ImagePrint
{
    /// <summary>Up to so many of the 64 bits may differ.</summary>
    public const int MostDistance = 10;

    /// <summary>At least so high must the correlation be.</summary>
    public const double LeastCorrelation = 0.93;

    /// <summary>Below that standard deviation of its greys an image is too flat to be told from another.</summary>
    public const double LeastContrast = 5;

    private const int SmallSide = 16;
    private const int Frequencies = 8;
    private const int Columns = Frequencies + 1;
    private const double LeastAmplitude = 0.25;
    private const float Steps = 32;

    private static readonly float[] Cosines = CosineTable();

    private readonly sbyte[] small;
    private readonly double norm;

    private ImagePrint(ulong hash, ulong mirrored, sbyte[] small)
    {
        (Hash, MirroredHash, this.small) = (hash, mirrored, small);
        norm = Math.Sqrt(small.Sum(grey => (double)grey * grey));
    }

    /// <summary>Of the image.</summary>
    public ulong Hash { get; }

    /// <summary>Of the image with left and right exchanged.</summary>
    public ulong MirroredHash { get; }

    /// <returns>Null for an image too flat to be told from others.</returns>
    public static ImagePrint? Of(GreyGrid grid)
    {
        if (grid.Contrast < LeastContrast)
        {
            return null;
        }

        var amplitudes = Amplitudes(grid);
        var (hash, mirrored) = (0UL, 0UL);
        for (var bit = 0; bit < 64; bit++)
        {
            // The 64th is that of the first row behind the 8 by 8; the constant, the first of all, has none.
            var (row, column) = bit == 63 ? (0, Frequencies) : ((bit + 1) / Frequencies, (bit + 1) % Frequencies);
            var amplitude = amplitudes[(row * Columns) + column];
            hash |= amplitude > LeastAmplitude ? 1UL << bit : 0;
            mirrored |= (column % 2 == 0 ? amplitude : -amplitude) > LeastAmplitude ? 1UL << bit : 0;
        }

        return new ImagePrint(hash, mirrored, SmallOf(grid));
    }

    /// <summary>Pearson's, of the greys of the small images: 1 for the same but for brightness and contrast.</summary>
    public double CorrelationWith(ImagePrint other, bool mirrored)
    {
        var sum = 0;
        for (var row = 0; row < SmallSide; row++)
        {
            for (var column = 0; column < SmallSide; column++)
            {
                sum += small[(row * SmallSide) + (mirrored ? SmallSide - 1 - column : column)] * other.small[(row * SmallSide) + column];
            }
        }

        return sum / (norm * other.norm);
    }

    /// <summary>In greys, of the cosine of each frequency, a row of <see cref="Columns"/> after the other.</summary>
    private static float[] Amplitudes(GreyGrid grid)
    {
        var along = new float[GreyGrid.Side * Columns];
        for (var y = 0; y < GreyGrid.Side; y++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var sum = 0f;
                for (var x = 0; x < GreyGrid.Side; x++)
                {
                    sum += grid[y, x] * Cosines[(column * GreyGrid.Side) + x];
                }

                along[(y * Columns) + column] = sum;
            }
        }

        var amplitudes = new float[Frequencies * Columns];
        for (var row = 0; row < Frequencies; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var sum = 0f;
                for (var y = 0; y < GreyGrid.Side; y++)
                {
                    sum += along[(y * Columns) + column] * Cosines[(row * GreyGrid.Side) + y];
                }

                amplitudes[(row * Columns) + column] = sum * 4 / (GreyGrid.Side * GreyGrid.Side);
            }
        }

        return amplitudes;
    }

    /// <summary>Means of 2×2 fields, less their mean, in 32nds of their standard deviation; what is farther off is cut.</summary>
    private static sbyte[] SmallOf(GreyGrid grid)
    {
        var greys = new float[SmallSide * SmallSide];
        for (var at = 0; at < greys.Length; at++)
        {
            var (row, column) = (2 * (at / SmallSide), 2 * (at % SmallSide));
            greys[at] = (grid[row, column] + grid[row, column + 1] + grid[row + 1, column] + grid[row + 1, column + 1]) / 4;
        }

        var mean = greys.Average();
        var deviation = MathF.Max(1e-3f, MathF.Sqrt(greys.Average(grey => (grey - mean) * (grey - mean))));
        return [.. greys.Select(grey => (sbyte)Math.Clamp(MathF.Round((grey - mean) / deviation * Steps), -sbyte.MaxValue, sbyte.MaxValue))];
    }

    private static float[] CosineTable() =>
    [
        .. Enumerable.Range(0, Columns).SelectMany(frequency => Enumerable.Range(0, GreyGrid.Side).Select(at =>
            (float)Math.Cos(Math.PI * ((2 * at) + 1) * frequency / (2 * GreyGrid.Side)))),
    ];
}
