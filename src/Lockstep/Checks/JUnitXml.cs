using System.Globalization;
using System.Text;
using System.Xml;

namespace Lockstep.Checks;

/// <summary>Checks as JUnit's XML: a test case a check.</summary>
public static class JUnitXml
{
    /// <summary>The same text for the same checks.</summary>
    public static string Of(CheckSuite suite)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(new Utf8Writer(text), new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", Clean($"lockstep {suite.Command} {suite.Subject}"));
            Count(xml, "tests", suite.Checks.Count);
            Count(xml, "failures", suite.Failed.Count());
            Count(xml, "errors", 0);
            Count(xml, "skipped", suite.Checks.Count(check => check.Outcome == CheckOutcome.Skipped));
            foreach (var check in suite.Checks)
            {
                xml.WriteStartElement("testcase");
                xml.WriteAttributeString("classname", $"lockstep.{suite.Command}");
                xml.WriteAttributeString("name", Clean(check.Name));
                xml.WriteAttributeString("time", "0");
                if (check.Outcome == CheckOutcome.Passed && check.Text.Length > 0)
                {
                    xml.WriteElementString("system-out", Clean(check.Text));
                }
                else if (check.Outcome != CheckOutcome.Passed)
                {
                    xml.WriteStartElement(check.Outcome == CheckOutcome.Failed ? "failure" : "skipped");
                    xml.WriteAttributeString("message", Clean(check.Line));
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
