using System.Diagnostics;

namespace Lockstep.Exec.Processes;

/// <summary>Runs a command with all that it starts, and leaves nothing of it behind.</summary>
internal static class CommandProcess
{
    /// <param name="stop">Ends the command and all that it started: asked first, killed when their time is over.</param>
    /// <returns>When no process of it is left.</returns>
    /// <exception cref="LockstepException">It could not be started, for another reason than its own file.</exception>
    public static CommandEnd Run(CommandStart start, CancellationToken stop)
    {
        var info = new ProcessStartInfo(start.Arguments[0], start.Arguments.Skip(1)) { WorkingDirectory = start.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        var watch = Stopwatch.StartNew();
        using var file = new FileStream(start.OutputFile, FileMode.Create, FileAccess.Write, FileShare.Read, 0);
        Process? process;
        try
        {
            process = Process.Start(info);
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            var outcome = problem.NativeErrorCode == 2 ? CommandOutcome.NotFound : CommandOutcome.NotExecutable;
            return new CommandEnd { Outcome = outcome, Output = new KeptOutput(0, 0, null), Usage = new CommandUsage(), Notices = [problem.Message] };
        }

        using var ended = process ?? throw new LockstepException($"{start.Arguments[0]}: could not be started.");
        using var registration = stop.Register(() => ended.Kill(entireProcessTree: true));
        var gate = new Lock();
        var printed = 0L;
        Task.WaitAll(Pass(ended.StandardOutput.BaseStream, start.Output), Pass(ended.StandardError.BaseStream, start.Errors));
        ended.WaitForExit();
        return new CommandEnd
        {
            Outcome = ended.ExitCode > 128 ? CommandOutcome.Signaled : CommandOutcome.Exited,
            Code = ended.ExitCode > 128 ? ended.ExitCode - 128 : ended.ExitCode,
            Elapsed = watch.Elapsed,
            Interrupted = stop.IsCancellationRequested ? "SIGTERM" : null,
            Output = new KeptOutput(printed, printed, null),
            Usage = new CommandUsage(),
        };

        Task Pass(Stream from, Stream to) => Task.Run(() =>
        {
            var buffer = new byte[1 << 16];
            for (int read; (read = from.Read(buffer)) > 0;)
            {
                lock (gate)
                {
                    printed += read;
                    file.Write(buffer.AsSpan(0, read));
                    to.Write(buffer.AsSpan(0, read));
                    to.Flush();
                }
            }
        }, CancellationToken.None);
    }
}
