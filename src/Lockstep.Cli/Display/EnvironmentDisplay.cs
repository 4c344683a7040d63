using System.Text.Json.Nodes;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;

namespace Lockstep.Cli.Display;

/// <summary>Environment locks and their differences, for a person.</summary>
internal static class EnvironmentDisplay
{
    private const int MostNamed = 5;
    private const int MostText = 100;
    private const int Digits = 12;
    private const int DigestLength = 64;
    private const string NuGetHash = "sha512-";
    private const int NarrowestKey = 28;
    private const int WidestKey = 48;

    public static void Print(Terminal terminal, string name, string kind, BoxLock environment, IReadOnlyList<EnvironmentField> fields)
    {
        terminal.Result($"lock of     {PlainText.OnOneLine(name)}");
        PrintHead(terminal, kind, environment);
        var width = Math.Clamp(fields.Count == 0 ? 0 : fields.Max(field => Cells.Of(field.Key)), NarrowestKey, WidestKey);
        foreach (var changes in (bool[])[true, false])
        {
            terminal.Result(changes ? "changes results:" : "good to know, and changes none:");
            foreach (var field in fields.Where(field => field.ChangesResults == changes))
            {
                terminal.Result($"  {Cells.Left(PlainText.OnOneLine(field.Key), width)} {Shown(field.Value, terminal.IsVerbose)}");
            }
        }
    }

    /// <summary>What it is of, and what it doesn't hold.</summary>
    public static void PrintHead(Terminal terminal, string kind, BoxLock environment)
    {
        terminal.Result($"kind        {(kind == RunKind.Command ? "command" : "training")}");
        var recorded = new RecordedEnvironment(environment);
        if (recorded.Python is { } python)
        {
            terminal.Result($"Python      {PlainText.OnOneLine(python)}, {Counted.Of(recorded.Packages.Count, "package")}"
                + (recorded.Interpreter is { } program ? $", {ShownPath.Of(program)}" : ""));
        }

        string[] undigested = [.. Undigested(environment)];
        if (undigested.Length > 0)
        {
            var named = string.Join(", ", undigested.Take(MostNamed).Select(PlainText.OnOneLine));
            var more = undigested.Length > MostNamed ? $" and {undigested.Length - MostNamed} more" : "";
            terminal.Result($"undigested  {Counted.Of(undigested.Length, "package")} of them: {named}{more}");
            terminal.Result("            Their installer left no digests of their files, as those of Linux distributions don't: another content under the");
            terminal.Result("            same version is not seen, but of native libraries that a run loaded.");
        }
    }

    /// <summary>Python's packages that are known by their version alone.</summary>
    public static IEnumerable<string> Undigested(BoxLock environment) => new RecordedEnvironment(environment) is var recorded
        ? recorded.Packages.Keys.Except(recorded.PackageDigests.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal) : [];

    /// <param name="a">What the first lock's values are called, and <paramref name="b"/> the second's.</param>
    public static void Print(Terminal terminal, EnvironmentDifferences differences, string a, string b)
    {
        (LockDifference Shown, string Others)[] shown = [.. LockDifference.Folded(differences.ChangeResults)];
        terminal.Result(differences.ChangeResults.Count == 0
            ? "the same, in all that changes results"
            : $"{Counted.Of(differences.ChangeResults.Count, "value differs", "values differ")} that can change results:");
        foreach (var (difference, others) in terminal.IsVerbose ? differences.ChangeResults.Select(one => (one, "")) : shown)
        {
            terminal.Result($"  {Line(difference, a, b, terminal.IsVerbose)}{others}; it can change {difference.CanChange ?? "what is not known"}");
        }

        if (differences.Informative.Count > 0 && !terminal.IsVerbose)
        {
            terminal.Result($"{Counted.Of(differences.Informative.Count, "value differs", "values differ")} besides, and can change none; -v lists them");
        }
        else if (differences.Informative.Count > 0)
        {
            terminal.Result("good to know, and changes none:");
            foreach (var difference in differences.Informative)
            {
                terminal.Result($"  {Line(difference, a, b, isVerbose: true)}");
            }
        }
    }

    private static string Line(LockDifference difference, string a, string b, bool isVerbose) =>
        $"{PlainText.OnOneLine(difference.Key)}: {a} {Text(difference.Recorded, isVerbose)}, {b} {Text(difference.Found, isVerbose)}";

    private static string Text(string? json, bool isVerbose) => json is null ? "nothing" : Shown(JsonNode.Parse(json), isVerbose);

    /// <summary>A digest by its first digits, and a long text cut, unless every digit is wanted.</summary>
    private static string Shown(JsonNode? value, bool isVerbose)
    {
        var text = value switch
        {
            null => "none",
            JsonObject { Count: 0 } or JsonArray { Count: 0 } => "none",
            JsonValue one when one.TryGetValue(out string? said) => said.Length == 0 ? "\"\"" : said,
            _ => value.ToJsonString(),
        };
        text = PlainText.OnOneLine(text.ReplaceLineEndings(" "));
        return isVerbose ? text
            : IsDigest(text) ? text[..Digits]
            : text.StartsWith(NuGetHash, StringComparison.Ordinal) ? Cells.Fit(text, NuGetHash.Length + Digits)
            : Cells.Fit(text, MostText);
    }

    private static bool IsDigest(string text) => text.Length == DigestLength && text.All(char.IsAsciiHexDigitLower);
}
