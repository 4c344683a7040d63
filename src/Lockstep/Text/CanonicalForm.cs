using System.Globalization;
using System.Text;

namespace Lockstep.Text;

/// <summary>
/// Text with its characters decomposed (Unicode's form NFD): two texts that look the same, for they are canonically equivalent, are the same in it.
/// </summary>
/// <remarks>
/// The program runs without ICU, so that it runs where that isn't installed; .NET's own <c>Normalize</c> then leaves text as it is.
/// Algorithm: The Unicode Standard, 3.11 (canonical ordering) and 3.12 (Hangul). The table beside this file is of the Unicode Character Database.
/// </remarks>
internal static class CanonicalForm
{
    private const int FirstSyllable = 0xAC00;
    private const int Syllables = 11172;
    private const int SyllablesOfALead = 588;
    private const int Tails = 28;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int FirstTail = 0x11A7; // which stands for none

    private static readonly Lazy<(Dictionary<int, string> Decompositions, Dictionary<int, byte> Classes)> Table = new(Read);

    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var (decompositions, classes) = Table.Value;
        var decomposed = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value - FirstSyllable is var syllable and >= 0 and < Syllables)
            {
                decomposed.Append((char)(FirstLead + (syllable / SyllablesOfALead))).Append((char)(FirstVowel + (syllable % SyllablesOfALead / Tails)));
                _ = syllable % Tails == 0 ? decomposed : decomposed.Append((char)(FirstTail + (syllable % Tails)));
            }
            else
            {
                decomposed.Append(decompositions.GetValueOrDefault(rune.Value) ?? rune.ToString());
            }
        }

        return Ordered(decomposed.ToString(), classes);
    }

    /// <summary>Marks that follow one character, sorted by their combining classes; of equals the first stays.</summary>
    private static string Ordered(string text, Dictionary<int, byte> classes)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        byte[] order = [.. runes.Select(rune => classes.GetValueOrDefault(rune.Value))];
        for (var begin = 0; begin < runes.Length; begin++)
        {
            var end = begin;
            while (end < runes.Length && order[end] != 0)
            {
                end++;
            }

            if (end - begin > 1)
            {
                runes[begin..end].Zip(order[begin..end]).OrderBy(mark => mark.Second).Select(mark => mark.First).ToArray().CopyTo(runes, begin);
                begin = end;
            }
        }

        return string.Concat(runes);
    }

    private static (Dictionary<int, string> Decompositions, Dictionary<int, byte> Classes) Read()
    {
        var decompositions = new Dictionary<int, string>();
        var classes = new Dictionary<int, byte>();
        // An embedded file, which is there as the code is.
        using var reader = new StreamReader(typeof(CanonicalForm).Assembly.GetManifestResourceStream("Lockstep.Text.canonical-decompositions.txt")!);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split(' ');
            if (columns[0].Split("..") is [var first, var last])
            {
                for (var code = Code(first); code <= Code(last); code++)
                {
                    classes[code] = byte.Parse(columns[1], CultureInfo.InvariantCulture);
                }
            }
            else
            {
                decompositions[Code(columns[0])] = string.Concat(columns.Skip(1).Select(part => new Rune(Code(part))));
            }
        }

        return (decompositions, classes);
    }

    private static int Code(string hexadecimal) => int.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
