using Lockstep.Vision.Explaining;

namespace Lockstep.Cli.Explaining;

/// <summary>Processes that make trials, one for each set of variables; they end with this.</summary>
internal sealed class TrialProcesses : IDisposable
{
    private readonly Dictionary<string, TrialProcess> processes = new(StringComparer.Ordinal);

    public Task<TrialReply> MakeAsync(TrialRequest request, IReadOnlyDictionary<string, string> variables, CancellationToken cancellation)
    {
        var key = string.Join('\n', variables.Select(variable => $"{variable.Key}={variable.Value}"));
        if (!processes.TryGetValue(key, out var process))
        {
            processes[key] = process = new TrialProcess(variables);
        }

        return process.AskAsync(request, cancellation);
    }

    public void Dispose()
    {
        foreach (var process in processes.Values)
        {
            process.Dispose();
        }
    }
}
