using System.Globalization;
using System.Text.RegularExpressions;

namespace Lockstep.Syntax;

/// <summary>What unquoted text means. Source: YAML 1.2.2, section 10.3.2, core schema.</summary>
internal static partial class CoreSchema
{
    public static ScalarKind KindOf(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Flag,
        _ when WholeNumber().IsMatch(text) => ScalarKind.WholeNumber,
        _ when Number().IsMatch(text) => ScalarKind.Number,
        _ => ScalarKind.Text,
    };

    public static bool ToFlag(string text) => text is "true" or "True" or "TRUE";

    /// <returns>The exact value, or null where it does not fit 64 bits.</returns>
    public static long? ToWholeNumber(string text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) && hex <= long.MaxValue
                ? (long)hex
                : null;
        }

        if (text.StartsWith("0o", StringComparison.Ordinal))
        {
            return FromOctal(text.AsSpan(2).TrimStart('0'));
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <returns>The nearest double; infinite where the text says so or is too large.</returns>
    public static double ToNumber(string text)
    {
        if (text[^1] is 'f' or 'F' or 'n' or 'N' && text.Contains('.', StringComparison.Ordinal))
        {
            return text[^1] is 'n' or 'N' ? double.NaN : text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (text.StartsWith("0x", StringComparison.Ordinal) || text.StartsWith("0o", StringComparison.Ordinal))
        {
            return ToWholeNumber(text) ?? double.PositiveInfinity;
        }

        // Adding zero turns -0 into 0: two spellings of one value must not make two recipes.
        return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) + 0.0;
    }

    private static long? FromOctal(ReadOnlySpan<char> digits)
    {
        const int DigitsThatFit = 21;
        if (digits.Length > DigitsThatFit)
        {
            return null;
        }

        long value = 0;
        foreach (var digit in digits)
        {
            value = (value * 8) + (digit - '0');
        }

        return value;
    }

    [GeneratedRegex(@"^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
