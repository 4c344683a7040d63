using System.Text.Json.Nodes;
using Lockstep.Exec.Processes;
using Lockstep.Files;

namespace Lockstep.Exec.Python;

/// <summary>Makes a command so that each Python in it runs our module first, and nothing that it computes changes by that.</summary>
internal static class Injection
{
    private const string PythonPath = "PYTHONPATH";

    /// <summary>Writes settings and module into the run's scratch folder, and says how to run the command.</summary>
    /// <param name="command">As typed: a program and its arguments.</param>
    /// <param name="environment">The environment that it would have without us.</param>
    /// <param name="runFolder">Absolute.</param>
    /// <param name="scratch">Absolute; removed when the run ends. Gets settings.json, site/ and streams/.</param>
    public static InjectedCommand Prepare(
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string> environment,
        string runFolder,
        string scratch,
        InjectionSettings settings
    )
    {
        var site = Path.Combine(scratch, "site");
        var streams = Path.Combine(scratch, "streams");
        var settingsFile = SettingsIn(scratch);
        Directory.CreateDirectory(streams);
        InjectedModule.WriteTo(site);
        AtomicFile.WriteAllText(settingsFile, settings.ToJson(streams));
        var variables = InjectedVariables.For(settings, environment, Path.Combine(scratch, "compiled"));
        var changes = variables
            .Where(variable => !variable.IsKept)
            .ToDictionary(variable => variable.Name, string? (variable) => variable.Value, StringComparer.Ordinal);
        changes["LOCKSTEP_RUN"] = runFolder;
        changes["LOCKSTEP_EXEC"] = settingsFile;
        changes[PythonPath] = environment.TryGetValue(PythonPath, out var own) && own.Length > 0 ? $"{site}:{own}" : site;
        var search = environment.TryGetValue("PATH", out var path) ? path : null;
        return Rewrite(command, site, settings.Folder, search) with { Environment = changes, Variables = variables };
    }

    /// <summary>Has Python itself say what files it opens; before it starts.</summary>
    /// <param name="scratch">As it was prepared.</param>
    public static void RecordOpened(string scratch)
    {
        var path = SettingsIn(scratch);
        if (Presence.IsFile(path) && JsonNode.Parse(File.ReadAllText(path)) is JsonObject settings)
        {
            settings[InjectionSettings.OpensKey] = true;
            AtomicFile.WriteAllText(path, settings.ToJsonString());
        }
    }

    private static string SettingsIn(string scratch) => Path.Combine(scratch, "settings.json");

    /// <param name="folder">Where the command starts.</param>
    /// <param name="search">Its PATH; null where it has none.</param>
    private static InjectedCommand Rewrite(IReadOnlyList<string> command, string site, string folder, string? search)
    {
        if (command.Count == 0)
        {
            return Plain(command, CommandKind.Other);
        }

        var program = command[0];
        if (program.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase))
        {
            return Plain(["python3", Path.Combine(site, InjectedModule.Notebook), .. command], CommandKind.Notebook);
        }

        if (PythonProgram.IsName(program))
        {
            return OfPython(command, [], site, CommandKind.Python);
        }

        if (ProgramFile.Find(program, folder, search).Path is not { } file || Shebang.Read(file) is not { } first || !PythonProgram.IsName(first[0]))
        {
            return Plain(command, CommandKind.Other);
        }

        // As the kernel tells a script its own name: the path that was typed, or the one that was found on PATH.
        var told = program.Contains('/', StringComparison.Ordinal) ? program : file;
        return OfPython([.. first, told, .. command.Skip(1)], command, site, CommandKind.PythonScript);
    }

    /// <param name="given">What is run where nothing has to be rewritten; the same as <paramref name="command"/> where empty.</param>
    private static InjectedCommand OfPython(IReadOnlyList<string> command, IReadOnlyList<string> given, string site, CommandKind kind)
    {
        var call = PythonCall.Parse(command);
        var unchanged = given.Count > 0 ? given : command;
        if (call.Isolation.Length == 0)
        {
            return Plain(unchanged, kind);
        }

        var flags = string.Join(' ', call.Isolation.Select(letter => $"-{letter}"));
        if (call.Target == PythonTarget.None)
        {
            return Plain(unchanged, kind) with { Notices = [$"Python is called with {flags} and without a script: it is run as it is, and not seen."] };
        }

        string[] notices = call.IgnoresVariables
            ? [$"Python is called with {flags}, so it does not take PYTHONHASHSEED: the order of sets of texts may be another in each run."]
            : [];
        return Plain([call.Program, .. call.Flags, Path.Combine(site, InjectedModule.Wrapper), site, .. call.Rest], kind) with { Notices = notices };
    }

    private static InjectedCommand Plain(IReadOnlyList<string> command, CommandKind kind) => new(command, new Dictionary<string, string?>(), [], kind, []);
}
