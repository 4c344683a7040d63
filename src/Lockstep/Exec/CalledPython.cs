using Lockstep.Exec.Processes;
using Lockstep.Exec.Python;
using Lockstep.Files;

namespace Lockstep.Exec;

/// <summary>The Python that a command calls, and how.</summary>
/// <param name="Program">Absolute.</param>
/// <param name="Flags">Python's own options, which decide where it looks for packages.</param>
/// <param name="FirstPlace">Where it looks first: the script's folder, or that where it runs.</param>
internal sealed record CalledPython(string Program, IReadOnlyList<string> Flags, string FirstPlace)
{
    private static readonly string[] UsualPlaces = [".venv/bin/python", "venv/bin/python"];
    private static readonly string[] UsualNames = ["python3", "python"];

    /// <param name="command">As typed: a program and its arguments.</param>
    /// <param name="folder">Where it runs; absolute.</param>
    /// <returns>Null where the command calls no Python itself, or it is not here.</returns>
    public static CalledPython? Of(IReadOnlyList<string> command, string folder)
    {
        var search = Environment.GetEnvironmentVariable("PATH");
        if (command.Count == 0 || ProgramFile.Find(command[0], folder, search).Path is not { } file)
        {
            return null;
        }

        if (PythonProgram.IsName(command[0]))
        {
            var call = PythonCall.Parse(command);
            return new CalledPython(file, call.Flags, call.Target == PythonTarget.Script ? FolderOf(Path.GetFullPath(call.Rest[0], folder)) : folder);
        }

        return Shebang.Read(file) is { } first && PythonProgram.IsName(first[0]) && ProgramFile.Find(first[0], folder, search).Path is { } python
            ? new CalledPython(python, [.. first.Skip(1)], FolderOf(file))
            : null;
    }

    /// <summary>One that the user named, whatever it is called.</summary>
    /// <exception cref="UsageException">There is no such program.</exception>
    public static CalledPython Named(string program, string folder) =>
        ProgramFile.Find(program, folder, Environment.GetEnvironmentVariable("PATH")) is { Path: { } file } ? new CalledPython(file, [], folder)
            : throw new UsageException($"--python {ShellWord.Of(program)}: no such program; expected a Python, by its path or its name on PATH.");

    /// <summary>The Python of a project: that of the environment that is active, or that lies in the folder, or else the first one on PATH.</summary>
    /// <returns>Null where there is none.</returns>
    public static CalledPython? AtHand(string folder)
    {
        var search = Environment.GetEnvironmentVariable("PATH");
        string?[] active = [Environment.GetEnvironmentVariable("VIRTUAL_ENV"), Environment.GetEnvironmentVariable("CONDA_PREFIX")];
        var program = active.OfType<string>().Where(prefix => prefix.Length > 0).Select(prefix => Path.Combine(prefix, "bin/python"))
            .Concat(UsualPlaces.Select(place => Path.Combine(folder, place))).FirstOrDefault(Presence.IsFile)
            ?? UsualNames.Select(name => ProgramFile.Find(name, folder, search).Path).FirstOrDefault(path => path is not null);
        return program is null ? null : new CalledPython(program, [], folder);
    }

    /// <summary>Whether its name alone leads to it.</summary>
    public static bool IsFoundByName(string program, string folder) =>
        ProgramFile.Find(Path.GetFileName(program), folder, Environment.GetEnvironmentVariable("PATH")).Path == program;

    private static string FolderOf(string file) => Path.GetDirectoryName(RealPath.Of(file)) ?? "/";
}
