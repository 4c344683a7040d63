using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Lockstep.Exec.Processes.Native;

namespace Lockstep.Exec.Processes;

/// <summary>Signals that this process gets while a command runs, and its cancellation, as bytes to be read from a descriptor.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class ReceivedSignals : IDisposable
{
    /// <summary>Stands for the cancellation.</summary>
    public const int Stop = 0;

    private readonly (int Reading, int Writing) pipe = Libc.Pipe();
    private readonly Lock gate = new();
    private readonly PosixSignalRegistration[] registrations;
    private readonly CancellationTokenRegistration cancellation;
    private bool isDisposed;

    public ReceivedSignals(CancellationToken stop)
    {
        Libc.DoNotBlock(pipe.Reading);
        registrations =
        [
            Register(PosixSignal.SIGHUP, 1),
            Register(PosixSignal.SIGINT, SignalName.Interrupt),
            Register(PosixSignal.SIGQUIT, 3),
            Register(PosixSignal.SIGTERM, SignalName.Terminate),
            Register((PosixSignal)10, 10), // SIGUSR1 and 2 have no names there
            Register((PosixSignal)12, 12),
            Register(PosixSignal.SIGCONT, SignalName.Continue),
            Register(PosixSignal.SIGWINCH, SignalName.WindowChange),
        ];
        cancellation = stop.Register(() => Note(Stop));
    }

    /// <summary>To be polled.</summary>
    public int Descriptor => pipe.Reading;

    /// <summary>All that came since the last call, in order.</summary>
    public IReadOnlyList<int> Take()
    {
        var bytes = stackalloc byte[64];
        var count = (int)Math.Max(0, Libc.Read(pipe.Reading, bytes, 64));
        return [.. new ReadOnlySpan<byte>(bytes, count).ToArray()];
    }

    public void Dispose()
    {
        cancellation.Dispose();
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        lock (gate)
        {
            isDisposed = true;
            _ = Libc.Close(pipe.Reading);
            _ = Libc.Close(pipe.Writing);
        }
    }

    private PosixSignalRegistration Register(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context =>
    {
        // What stops and continues, and what tells of windows, goes its usual way as well.
        context.Cancel = number is not (SignalName.Continue or SignalName.WindowChange);
        Note(number);
    });

    private void Note(int number)
    {
        lock (gate)
        {
            var value = (byte)number;
            if (!isDisposed)
            {
                _ = Libc.Write(pipe.Writing, &value, 1);
            }
        }
    }
}
