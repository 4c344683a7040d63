using Lockstep.Exec.Processes.Native;
using Lockstep.Files;

namespace Lockstep.Exec.Processes;

/// <summary>The file that a command's first word names, found as a shell finds it.</summary>
/// <param name="Path">Absolute; null where it is not to be run.</param>
/// <param name="Outcome">Why it is not: not found, or not executable.</param>
/// <param name="Problem">The same in a sentence, with what to do; null where it is to be run.</param>
internal sealed record ProgramFile(string? Path, CommandOutcome Outcome, string? Problem)
{
    private const int MayExecute = 1; // X_OK

    /// <param name="folder">Where the command starts: its name may be relative to it, and so may be parts of its PATH.</param>
    /// <param name="search">The command's PATH; null where it has none.</param>
    public static ProgramFile Find(string name, string folder, string? search)
    {
        if (name.Length == 0)
        {
            return new ProgramFile(null, CommandOutcome.NotFound, "The command is an empty word. Name a program after --.");
        }

        var shown = ShownPath.Of(name);
        if (name.Contains('/', StringComparison.Ordinal))
        {
            var path = System.IO.Path.Combine(folder, name);
            return ProblemOf(path) is { } problem ? problem : new ProgramFile(path, CommandOutcome.Exited, null);
        }

        ProgramFile? nearly = null;
        foreach (var place in (search ?? "/usr/local/bin:/usr/bin:/bin").Split(':'))
        {
            var path = System.IO.Path.Combine(folder, place, name);
            if (ProblemOf(path) is not { } problem)
            {
                return new ProgramFile(path, CommandOutcome.Exited, null);
            }

            nearly ??= problem.Outcome == CommandOutcome.NotExecutable && !Directory.Exists(path) ? problem : null;
        }

        var here = File.Exists(System.IO.Path.Combine(folder, name)) ? $" There is one in the folder itself: ./{name}"
            : name == "python" && Find("python3", folder, search).Path is not null ? " There is python3."
            : "";
        return nearly ?? new ProgramFile(null, CommandOutcome.NotFound, $"{shown}: no such program on PATH.{here}");
    }

    private static ProgramFile? ProblemOf(string path)
    {
        var shown = ShownPath.Of(path);
        if (Directory.Exists(path))
        {
            return new ProgramFile(null, CommandOutcome.NotExecutable, $"{shown} is a folder, not a program.");
        }

        if (Libc.Access(path, 0) != 0 && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() is var error)
        {
            return error == Libc.NoAccess
                ? new ProgramFile(null, CommandOutcome.NotExecutable, $"{shown}: {Libc.LastError}: a folder on the way may not be entered.")
                : new ProgramFile(null, CommandOutcome.NotFound, $"{shown}: no such program.");
        }

        return Libc.Access(path, MayExecute) == 0
            ? null
            : new ProgramFile(null, CommandOutcome.NotExecutable, $"{shown} is not executable. Make it so with: chmod +x {ShellWord.Of(path)}");
    }
}
