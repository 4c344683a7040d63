using System.Globalization;
using System.Text;
using System.Xml;

namespace Lockstep.Compare;

/// <summary>Checks as JUnit's XML.</summary>
internal static class JUnitXml
{
    /// <param name="suite">Names them all.</param>
    /// <param name="className">That continuous integration groups by.</param>
    public static string Of(string suite, string className, IReadOnlyList<JUnitCase> cases)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(new Utf8Writer(text), new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", Clean(suite));
            Count(xml, "tests", cases.Count);
            Count(xml, "failures", cases.Count(check => check.Outcome == JUnitOutcome.Failed));
            Count(xml, "errors", 0);
            Count(xml, "skipped", cases.Count(check => check.Outcome == JUnitOutcome.Skipped));
            foreach (var check in cases)
            {
                xml.WriteStartElement("testcase");
                xml.WriteAttributeString("classname", className);
                xml.WriteAttributeString("name", Clean(check.Name));
                xml.WriteAttributeString("time", "0");
                if (check.Outcome == JUnitOutcome.Passed && check.Text.Length > 0)
                {
                    xml.WriteElementString("system-out", Clean(check.Text));
                }
                else if (check.Outcome != JUnitOutcome.Passed)
                {
                    xml.WriteStartElement(check.Outcome == JUnitOutcome.Failed ? "failure" : "skipped");
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

    private static void Count(XmlWriter xml, string name, int count) => xml.WriteAttributeString(name, count.ToString(CultureInfo.InvariantCulture));

    /// <summary>What XML can't hold is left out: a name may have it.</summary>
    private static string Clean(string text) => string.Concat(text.EnumerateRunes()
        .Where(rune => rune.Value is '\t' or '\n' or (>= 0x20 and not 0xFFFE and not 0xFFFF))
        .Select(rune => rune.ToString()));

    /// <summary>So that the declaration says the encoding that the file has.</summary>
    private sealed class Utf8Writer(StringBuilder text) : StringWriter(text, CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}

internal enum JUnitOutcome
{
    Passed,
    Failed,
    Skipped,
}

/// <param name="Text">Why, or what was found; its first line is the message.</param>
internal sealed record JUnitCase(string Name, JUnitOutcome Outcome, string Text);
