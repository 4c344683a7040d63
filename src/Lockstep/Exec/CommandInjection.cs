using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>What a command gets from Lockstep: variables, and for Python a start-up module.</summary>
/// <param name="Arguments">To be run.</param>
/// <param name="Environment">Changes; null removes a variable.</param>
internal sealed record CommandInjection(IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string?> Environment)
{
    public static CommandInjection Prepare(PreparedCommand prepared, RunFolder folder)
    {
        Directory.CreateDirectory(Path.Combine(folder.ScratchPath, "streams"));
        return new CommandInjection(prepared.Arguments, new Dictionary<string, string?> { ["LOCKSTEP_RUN"] = folder.FullPath });
    }
}
