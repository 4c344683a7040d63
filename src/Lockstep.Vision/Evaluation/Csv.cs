namespace Lockstep.Vision.Evaluation;

/// <summary>RFC 4180, with LF. A field that begins or ends with a space stands in quotes, for readers that leave such spaces out.</summary>
internal static class Csv
{
    public static string Quoted(string field) =>
        field.AsSpan().IndexOfAny(",\"\n\r") < 0 && field.Trim().Length == field.Length
            ? field
            : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
