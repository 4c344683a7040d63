using System.Globalization;
using System.IO.Compression;

namespace Lockstep.Vision.Demo;

/// <summary>The embedded data set of the demo: real digits, written by 43 people. See digits.LICENSE.txt for the source.</summary>
public static class HandwrittenDigits
{
    /// <summary>Of images, about as many of each digit.</summary>
    public const int Count = 1797;

    private const int Side = 8;
    private const int Darkest = 16;

    /// <summary>In the order of the source.</summary>
    public static IReadOnlyList<HandwrittenDigit> Read()
    {
        using var resource = typeof(HandwrittenDigits).Assembly.GetManifestResourceStream("Lockstep.Vision.Demo.digits.csv.gz")
            ?? throw new InvalidOperationException("The digits are not embedded in this assembly.");
        using var reader = new StreamReader(new GZipStream(resource, CompressionMode.Decompress));
        var digits = new List<HandwrittenDigit>(Count);
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            byte[] numbers = [.. line.Split(',').Select(number => (byte)double.Parse(number, CultureInfo.InvariantCulture))];
            digits.Add(new HandwrittenDigit(numbers[^1], numbers[..^1]));
        }

        return digits;
    }

    /// <summary>Writes an 8×8 grey PNG a digit, as <c>folder/3/0003.png</c>: its label, and its place in the source.</summary>
    public static void WriteSnapshot(string folder)
    {
        var index = 0;
        foreach (var digit in Read())
        {
            var path = Path.Combine(folder, digit.Label.ToString(CultureInfo.InvariantCulture), index++.ToString("D4", CultureInfo.InvariantCulture) + ".png");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // the path has the class folder in it
            File.WriteAllBytes(path, GreyPng.Encode(Side, Side, [.. digit.Levels.Select(level => (byte)(((level * 255) + (Darkest / 2)) / Darkest))]));
        }
    }
}
