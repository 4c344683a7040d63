using System.Diagnostics;
using System.Reflection;

namespace Lockstep.Cli.Frame;

/// <summary>This program, to be started once more.</summary>
internal static class ThisProgram
{
    /// <summary>With arguments; what else it needs, the caller sets.</summary>
    /// <exception cref="LockstepException">Its own file is not known.</exception>
    public static ProcessStartInfo With(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath ?? throw new LockstepException("This program's own file is not known, so that it can't start itself once more."));
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet" && Assembly.GetEntryAssembly()?.Location is { Length: > 0 } program)
        {
            start.ArgumentList.Add(program);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
