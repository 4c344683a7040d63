using System.Globalization;

namespace Lockstep.Ablation.Reporting;

/// <summary>Numbers as a report shows them to a person.</summary>
public static class Figure
{
    /// <summary>A value without a unit; see <see cref="MetricUnit"/> for those of a metric.</summary>
    public static string Of(double value) => double.IsNaN(value) ? "–"
        : Math.Abs(value) is >= 0.001 and < 100_000 or 0 ? value.ToString("0.####", CultureInfo.InvariantCulture)
        : value.ToString("0.###e+0", CultureInfo.InvariantCulture);

    /// <summary>A p-value.</summary>
    public static string P(double value) => double.IsNaN(value) ? "–"
        : value < 0.0001 ? "below 0.0001" : value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>A span of time.</summary>
    public static string Seconds(double? seconds) => seconds switch
    {
        null => "–",
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.#} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.#} h"),
    };

    /// <summary>An amount of memory.</summary>
    public static string Bytes(long? bytes) => bytes is null ? "–"
        : bytes >= 1L << 30 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.#} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0} MiB");

    /// <summary>An amount of energy.</summary>
    public static string Joules(double? joules) => joules switch
    {
        null => "–",
        >= 10_000 => string.Create(CultureInfo.InvariantCulture, $"{joules / 3.6e6:0.###} kWh"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{joules:0} J"),
    };
}
