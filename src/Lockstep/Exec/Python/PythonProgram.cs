namespace Lockstep.Exec.Python;

/// <summary>Programs that are Pythons.</summary>
internal static class PythonProgram
{
    /// <summary>Whether a program's name is that of a Python: <c>python</c>, <c>/usr/bin/python3.11</c>, <c>pypy3</c>.</summary>
    /// <remarks>By hand, as all that every command is asked: to start regular expressions takes longer than a short command may.</remarks>
    public static bool IsName(string program)
    {
        var name = Path.GetFileName(program.AsSpan());
        return name.StartsWith("python") ? IsEnding(WithoutVersion(name["python".Length..]))
            : name.StartsWith("pypy") && IsEnding(WithoutVersion(name["pypy".Length..]));
    }

    private static bool IsEnding(ReadOnlySpan<char> rest) => rest is "" or "d" or "-dbg";

    /// <summary>3, 3.13, 3.13t</summary>
    private static ReadOnlySpan<char> WithoutVersion(ReadOnlySpan<char> text)
    {
        var major = Digits(text);
        if (major == 0)
        {
            return text;
        }

        text = text[major..];
        var minor = text is ['.', .. var behind] ? Digits(behind) : 0;
        text = minor > 0 ? text[(minor + 1)..] : text;
        return text is ['t', .. var rest] ? rest : text;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
        {
            count++;
        }

        return count;
    }
}
