using System.Globalization;
using System.Text.RegularExpressions;
using Lockstep.Ablation.Suites;

namespace Lockstep.Ablation.Reporting;

/// <summary>How a report shows a suite's metric to a person: an accuracy in percent, its differences in percent points; all else as plain numbers.</summary>
/// <param name="IsAccuracy">Whether its values go from 0 to 1 and are shown in percent.</param>
public sealed partial record MetricUnit(bool IsAccuracy)
{
    /// <summary>Of accuracies, recalls and the like, whatever the suite's metric is.</summary>
    public static MetricUnit Percent { get; } = new(true);

    /// <summary>What values are multiplied by to be shown.</summary>
    public double Scale => IsAccuracy ? 100 : 1;

    /// <summary>Behind the metric's name, where its values stand without a unit.</summary>
    public string OfValues => IsAccuracy ? ", %" : "";

    /// <summary>Behind the word for differences, where they stand without a unit.</summary>
    public string OfDifferences => IsAccuracy ? ", percent points" : "";

    /// <summary>
    /// A training's accuracies go from 0 to 1; a command's do as far as its values say so, since a script may print percents.
    /// </summary>
    public static MetricUnit Of(Suite suite, IEnumerable<double> values) =>
        new(Accuracy().IsMatch(suite.Metric) && (!suite.IsOfCommand || values.All(value => value is >= 0 and <= 1)));

    /// <summary>A value, with its unit.</summary>
    public string Value(double value) => double.IsNaN(value) ? Figure.Of(value) : $"{Number(value)}{(IsAccuracy ? " %" : "")}";

    /// <summary>A mean and what single values vary by.</summary>
    public string Spread(double mean, double deviation) =>
        double.IsNaN(deviation) ? Value(mean) : $"{Number(mean)} ± {Value(deviation)}";

    /// <summary>A difference with its sign, without a unit.</summary>
    public string WithSign(double difference)
    {
        var text = Number(difference).Replace('-', '−');
        return difference > 0 ? $"+{text}" : text;
    }

    /// <summary>A difference with its sign and unit.</summary>
    public string Difference(double difference) => double.IsNaN(difference) ? Figure.Of(difference) : $"{WithSign(difference)}{Points}";

    /// <summary>The size of a difference, with its unit.</summary>
    public string Size(double difference) => double.IsNaN(difference) ? Figure.Of(difference) : $"{Number(difference)}{Points}";

    private string Points => IsAccuracy ? " percent points" : "";

    private string Number(double value) => IsAccuracy && !double.IsNaN(value)
        ? (100 * value).ToString("0.00", CultureInfo.InvariantCulture)
        : Figure.Of(value);

    [GeneratedRegex("accuracy", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Accuracy();
}
