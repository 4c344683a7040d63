using System.Diagnostics;
using Lockstep.Cli.Frame;
using Lockstep.Environments;
using Lockstep.Vision.Explaining;

namespace Lockstep.Cli.Explaining;

/// <summary>This program once more, with other variables, which libraries read when a process starts; it makes one trial after the other.</summary>
internal sealed class TrialProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;

    /// <param name="variables">Of those that a lock holds: all that there are.</param>
    public TrialProcess(IReadOnlyDictionary<string, string> variables)
    {
        var start = ThisProgram.With(TrialsCommand.Name);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var name in start.Environment.Keys.Where(name => LockedVariables.Has(name)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start) ?? throw new LockstepException("The process of trials could not be started.");
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <exception cref="LockstepException">The process ended before it answered.</exception>
    public async Task<TrialReply> AskAsync(TrialRequest request, CancellationToken cancellation)
    {
        await process.StandardInput.WriteLineAsync(request.ToJson().AsMemory(), cancellation).ConfigureAwait(false);
        await process.StandardInput.FlushAsync(cancellation).ConfigureAwait(false);
        if (await process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            return TrialReply.Parse(line);
        }

        await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        var said = await errors.ConfigureAwait(false);
        return new TrialReply($"The process of a trial ended with code {process.ExitCode}.{(said.Length == 0 ? "" : $" {said.Trim()}")}");
    }

    public void Dispose()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }

        if (!process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
    }
}
