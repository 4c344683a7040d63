using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Lockstep.Files;

namespace Lockstep.Cli.Frame;

/// <summary>Arguments that are no UTF-8: neither a record nor a message can hold them, and the runtime has put other characters in their place.</summary>
internal static class GivenArguments
{
    private const char Replaced = '\uFFFD';

    /// <exception cref="UsageException">One of the command's is none.</exception>
    public static void Check(ParseResult parsed)
    {
        var changed = parsed.Tokens.Select(token => token.Value).Where(word => word.Contains(Replaced, StringComparison.Ordinal)).ToArray();
        var given = changed.Length == 0 ? null : GivenWords.Arguments.FirstOrDefault(word => !Utf8.IsValid(word)
            && Encoding.UTF8.GetString(word) is var read && changed.Any(part => read.Contains(part, StringComparison.Ordinal)));
        if (given is not null)
        {
            throw new UsageException($"the argument {Escaped(given)} is no UTF-8, and no record can hold it. "
                + $"Nothing was done. Give the file another name: mv {Escaped(given)} NAME");
        }
    }

    /// <summary>As a shell takes it.</summary>
    private static string Escaped(byte[] word) => $"$'{string.Concat(word.Select(value => value is > 0x20 and < 0x7f and not ((byte)'\'' or (byte)'\\')
        ? ((char)value).ToString()
        : string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}")))}'";
}
