using Lockstep.Vision.Explaining;

namespace Lockstep.Cli.Explaining;

/// <summary>Makes each trial in a process of its own: in one that made another before, some things never vary.</summary>
internal static class FreshProcess
{
    public static async Task<TrialReply> MakeAsync(TrialRequest request, IReadOnlyDictionary<string, string> variables, CancellationToken cancellation)
    {
        using var process = new TrialProcess(variables);
        return await process.AskAsync(request, cancellation).ConfigureAwait(false);
    }
}
