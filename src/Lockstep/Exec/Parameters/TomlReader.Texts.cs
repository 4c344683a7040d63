using System.Globalization;
using System.Text;

namespace Lockstep.Exec.Parameters;

/// <content>Texts in quotes.</content>
internal sealed partial class TomlReader
{
    private string Quoted()
    {
        var quote = Now;
        var isLong = text.AsSpan(at).StartsWith(new string(quote, 3));
        at += isLong ? 3 : 1;
        if (isLong && Now == '\r')
        {
            at++;
        }

        if (isLong && Now == '\n')
        {
            at++;
        }

        var value = new StringBuilder();
        while (!IsAtEnd && !(isLong ? text.AsSpan(at).StartsWith(new string(quote, 3)) : Now == quote))
        {
            if (!isLong && Now == '\n')
            {
                break;
            }

            value.Append(Now == '\\' && quote == '"' ? Escaped() : text[at++].ToString());
        }

        if (IsAtEnd || Now != quote)
        {
            throw Fault("a text has no end");
        }

        at += isLong ? 3 : 1;
        for (; isLong && Now == quote; at++)
        {
            value.Append(quote);
        }

        return value.ToString();
    }

    private string Escaped()
    {
        at++;
        var code = Now;
        at++;
        switch (code)
        {
            case 'u' or 'U':
                var digits = code == 'u' ? 4 : 8;
                if (
                    at + digits > text.Length
                    || !int.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rune)
                    || !Rune.IsValid(rune)
                )
                {
                    throw Fault("an escape names no character");
                }

                at += digits;
                return new Rune(rune).ToString();
            case '\n' or '\r' or ' ' or '\t':
                while (char.IsWhiteSpace(Now))
                {
                    at++;
                }

                return "";
            default:
                return code switch
                {
                    'n' => "\n",
                    't' => "\t",
                    'r' => "\r",
                    'b' => "\b",
                    'f' => "\f",
                    'e' => "\u001b",
                    '"' or '\\' => code.ToString(),
                    _ => throw Fault("an escape is unknown"),
                };
        }
    }
}
