using System.Globalization;
using System.Runtime.InteropServices;

namespace Lockstep.Cli.Frame;

/// <summary>Turns the first Ctrl-C or SIGTERM into a cancellation, so that a run can leave its folder whole; a second one ends the process at once.</summary>
/// <remarks>
/// A process that another Lockstep started for one run of several is told so by <see cref="ParentVariable"/>. A Ctrl-C, which a terminal sends to all of
/// them, it leaves to that one, whose SIGTERM would else be the second signal; and where that one is gone, it stops as if it had been told to.
/// </remarks>
internal sealed partial class Interruption : IDisposable
{
    /// <summary>Holds the process ID of the Lockstep that started this one.</summary>
    public const string ParentVariable = "LOCKSTEP_PARENT_PROCESS";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private readonly Timer? watch;

    public Interruption()
    {
        var isOfParent = int.TryParse(Environment.GetEnvironmentVariable(ParentVariable), CultureInfo.InvariantCulture, out var parent);
        registrations = [isOfParent ? PosixSignalRegistration.Create(PosixSignal.SIGINT, Ignore) : Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM)];
        if (isOfParent)
        {
            Environment.SetEnvironmentVariable(ParentVariable, null); // what this process starts is no affair of that one's
            watch = new Timer(_ => StopWithout(parent), null, TimeSpan.Zero, BetweenLooks);
        }
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        watch?.Dispose();
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private static void Ignore(PosixSignalContext context) => context.Cancel = true;

    private void StopWithout(int parent)
    {
        try
        {
            if (ParentId() != parent && !source.IsCancellationRequested)
            {
                source.Cancel();
            }
        }
        catch (ObjectDisposedException)
        {
            // The command has ended meanwhile.
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentId();

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        if (!source.IsCancellationRequested)
        {
            context.Cancel = true;
            source.Cancel();
        }
    });
}
