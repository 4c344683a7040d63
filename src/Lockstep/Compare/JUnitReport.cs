using System.Globalization;
using System.Text;
using System.Xml;
using Lockstep.Files;
using Lockstep.Ledgers;

namespace Lockstep.Compare;

/// <summary>A comparison of two runs as JUnit's XML, which continuous integration reads: a test case a check.</summary>
/// <remarks>A case fails only where the answer is no: what differs within a tolerance, or was allowed, stands in the case's output.</remarks>
public static class JUnitReport
{
    /// <summary>Writes it whole or not at all.</summary>
    /// <param name="name">Of the command.</param>
    public static void Write(string path, string name, RunDiff diff)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        AtomicFile.WriteAllBytes(path, Encoding.UTF8.GetBytes(Of(name, diff)));
    }

    internal static string Of(string name, RunDiff diff)
    {
        var cases = Cases(diff).ToArray();
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(new Utf8Writer(text), new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", Clean($"lockstep {name} {diff.RecordOfA.Name} {diff.RecordOfB.Name}"));
            Count(xml, "tests", cases.Length);
            Count(xml, "failures", cases.Count(check => check.Outcome == Outcome.Failed));
            Count(xml, "errors", 0);
            Count(xml, "skipped", cases.Count(check => check.Outcome == Outcome.Skipped));
            foreach (var check in cases)
            {
                xml.WriteStartElement("testcase");
                xml.WriteAttributeString("classname", $"lockstep.{name}");
                xml.WriteAttributeString("name", check.Name);
                xml.WriteAttributeString("time", "0");
                if (check.Outcome == Outcome.Passed && check.Text.Length > 0)
                {
                    xml.WriteElementString("system-out", Clean(check.Text));
                }
                else if (check.Outcome != Outcome.Passed)
                {
                    xml.WriteStartElement(check.Outcome == Outcome.Failed ? "failure" : "skipped");
                    xml.WriteAttributeString("message", Clean(check.Text.Split('\n')[0]));
                    xml.WriteString(Clean(check.Text));
                    xml.WriteEndElement();
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private static IEnumerable<Check> Cases(RunDiff diff)
    {
        var isYes = diff.Answer is DiffAnswer.Identical or DiffAnswer.Equivalent;
        Check Differs(string name, string text) => new(name, isYes ? Outcome.Passed : Outcome.Failed, text);
        Check Same(string name) => new(name, Outcome.Passed, "");

        yield return diff.Locks.Count == 0 ? Same("locks") : Differs("locks", string.Join('\n', diff.Locks));
        yield return diff.Ledger switch
        {
            { Comparison: null } none => new Check("ledger", none.IsInDoubt && !isYes ? Outcome.Failed : Outcome.Skipped, string.Join('\n', none.Notes)),
            { Comparison.Answer: LedgerAnswer.Identical } => Same("ledger"),
            { Comparison.Answer: LedgerAnswer.WithoutConsequence } lost => new Check("ledger", Outcome.Passed, string.Join('\n', lost.Notes)),
            { Sentence: { } sentence } => Differs("ledger", diff.Blame is { } blame ? $"{sentence}\nto blame: {blame.Reason}" : sentence),
            var partly => Differs("ledger", string.Join('\n', partly.Notes.Prepend("The ledgers are the same as far as they can be compared."))),
        };
        var unequal = diff.Metrics.Where(metric => !metric.IsEqual).ToArray();
        yield return diff.Metrics.Count == 0 ? new Check("metrics", Outcome.Skipped, "no run is finished")
            : unequal.Length == 0 ? Same("metrics")
            : Differs(
                "metrics",
                string.Join('\n', unequal.Select(metric => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{metric.Name}: {metric.A?.ToString("R", CultureInfo.InvariantCulture) ?? "none"} "
                    + $"and {metric.B?.ToString("R", CultureInfo.InvariantCulture) ?? "none"}"))));
        yield return diff.HaveOneResult && diff.Doubts.Count == 0 ? Same("weights")
            : diff.Weights is { Differing: 0 } ? Same("weights")
            : diff.Weights is { } weights ? Differs("weights", string.Create(
                CultureInfo.InvariantCulture,
                $"{weights.Differing} of {weights.Numbers} numbers differ, "
                + $"{(weights.Absolute is { } absolute
                    ? $"by at most {absolute.ToString("R", CultureInfo.InvariantCulture)}, in"
                    : "and one is not finite, in")} {weights.Tensor}"))
            : new Check("weights", Outcome.Skipped, "not compared number by number: a last checkpoint is not there, or they hold different tensors");
        yield return diff switch
        {
            { Answer: DiffAnswer.Identical } => Same("result"),
            { Answer: DiffAnswer.Equivalent } =>
                new Check("result", Outcome.Passed, string.Create(CultureInfo.InvariantCulture, $"equivalent, within {diff.Tolerance:R}")),
            { Answer: DiffAnswer.Undecided } => new Check("result", Outcome.Failed, string.Join(
                '\n', diff.Doubts.Prepend("undecided: a run isn't finished, a ledger isn't whole, or a result isn't what its ID says"))),
            { HaveOneResult: true } => new Check(
                "result",
                Outcome.Failed,
                $"diverged: the steps differ, and end in the same result ID, {diff.RecordOfA.ResultId}"),
            _ => new Check(
                "result",
                Outcome.Failed,
                $"diverged: result ID {diff.RecordOfA.ResultId ?? "none"} and "
                + $"{diff.RecordOfB.ResultId ?? "none"}{(diff.Ledger.Sentence is null && diff.Blame is { } blame ? $"\nto blame: {blame.Reason}" : "")}"),
        };
    }

    private static void Count(XmlWriter xml, string name, int count) => xml.WriteAttributeString(name, count.ToString(CultureInfo.InvariantCulture));

    /// <summary>What XML can't hold is left out: a name may have it.</summary>
    private static string Clean(string text) => string.Concat(text.EnumerateRunes()
        .Where(rune => rune.Value is '\t' or '\n' or (>= 0x20 and not 0xFFFE and not 0xFFFF))
        .Select(rune => rune.ToString()));

    private enum Outcome
    {
        Passed,
        Failed,
        Skipped,
    }

    private sealed record Check(string Name, Outcome Outcome, string Text);

    /// <summary>So that the declaration says the encoding that the file has.</summary>
    private sealed class Utf8Writer(StringBuilder text) : StringWriter(text, CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
