using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>What a command is called in the name of its run: its script, its module, or its program.</summary>
internal static class CommandName
{
    private const int Longest = 40;
    private static readonly string[] Interpreters = ["python", "Rscript", "julia", "bash", "sh", "node", "perl", "ruby"];

    public static string Of(IReadOnlyList<string> command)
    {
        var name = RunName.From(Path.GetFileNameWithoutExtension(Told(command)));
        return name[..Math.Min(name.Length, Longest)];
    }

    private static string Told(IReadOnlyList<string> command)
    {
        var program = Path.GetFileName(command[0]);
        if (!Array.Exists(Interpreters, interpreter => program.StartsWith(interpreter, StringComparison.Ordinal)))
        {
            return program;
        }

        for (var at = 1; at < command.Count; at++)
        {
            if (command[at] == "-m" && at + 1 < command.Count)
            {
                return command[at + 1].Split('.') is [.., var last] ? last + "." : program; // no extension to be cut off
            }

            if (!command[at].StartsWith('-'))
            {
                return command[at];
            }

            if (command[at] == "-c")
            {
                return program;
            }
        }

        return program;
    }
}
