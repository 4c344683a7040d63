using System.Diagnostics;
using System.Runtime.InteropServices;
using Lockstep.Cli.Frame;
using Lockstep.Code.Restoring;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands;

/// <summary>Makes a run again with the program that made it, built from the run's restored code: that program does all the rest, and answers.</summary>
internal static partial class BuiltRerun
{
    private const int Terminate = 15; // SIGTERM

    /// <param name="code">Where it can be, restored.</param>
    /// <param name="arguments">Of its <c>rerun</c>, behind the run; paths in full.</param>
    /// <returns>The exit code; null where the code is not that of the program.</returns>
    /// <exception cref="LockstepException">The program can't be built.</exception>
    /// <exception cref="LocksNotMetException">Something of the code can't be brought back, and is not allowed to be missing.</exception>
    public static async Task<int?> RunAsync(
        Terminal terminal, RunFolder parent, RerunCode code, IReadOnlyList<Box> allowed, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var isTold = false;
        void Building(string what)
        {
            if (code.Missing is { Count: > 0 } missing && !allowed.Contains(Box.Code))
            {
                throw LocksNotMetException.OfRerun(parent.Name, missing, "", parent.ReadRecord().LockstepVersion);
            }

            RerunCommand.Tell(terminal, isTold ? null : code);
            isTold = true;
            terminal.Message(what);
        }

        if (BuiltProgram.Of(parent, code, Building, cancellation) is not { } program)
        {
            return null;
        }

        var start = new ProcessStartInfo("dotnet", [program.File, "rerun", Path.GetFullPath(parent.Bundle ?? parent.FullPath), .. arguments])
        {
            RedirectStandardOutput = true,
        };
        BuiltProgram.Prepare(start, code, cancellation);
        start.Environment[Interruption.ParentVariable] = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var process = Process.Start(start) ?? throw new LockstepException("Code: the program that was built could not be started.");
        using var stop = cancellation.Register(() => _ = Kill(process.Id, Terminate));
        await process.StandardOutput.BaseStream.CopyToAsync(Stdout.Bytes, CancellationToken.None).ConfigureAwait(false);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        await Stdout.Bytes.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        return process.ExitCode;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
