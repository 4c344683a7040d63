namespace Lockstep.Vision.Evaluation;

/// <summary>RFC 4180, with LF.</summary>
internal static class Csv
{
    public static string Quoted(string field) =>
        field.AsSpan().IndexOfAny(",\"\n\r") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
