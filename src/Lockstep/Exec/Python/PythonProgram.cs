using System.Text.RegularExpressions;

namespace Lockstep.Exec.Python;

/// <summary>Programs that are Pythons.</summary>
internal static partial class PythonProgram
{
    /// <summary>Whether a program's name is that of a Python: <c>python</c>, <c>/usr/bin/python3.11</c>, <c>pypy3</c>.</summary>
    public static bool IsName(string program) => Name().IsMatch(Path.GetFileName(program));

    [GeneratedRegex(@"\A(python|pypy)(\d+(\.\d+)?t?)?(-dbg|d)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
