using System.Globalization;
using System.Text;

namespace Lockstep.Sharing;

/// <summary>Text as Python's <c>json.dumps</c> writes it by default: ASCII alone, the rest as UTF-16 escapes.</summary>
internal static class PythonJson
{
    public static void AppendText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var unit in value)
        {
            _ = unit switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                >= ' ' and <= '~' => text.Append(unit),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
            };
        }

        text.Append('"');
    }
}
