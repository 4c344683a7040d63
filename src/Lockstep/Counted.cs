using System.Globalization;

namespace Lockstep;

/// <summary>A count with what is counted, for a person: <c>1 file</c>, <c>2 files</c>.</summary>
public static class Counted
{
    /// <param name="one">What one of them is called.</param>
    /// <param name="many">What several are called; null for <paramref name="one"/> with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");
}
