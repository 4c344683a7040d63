using Lockstep.Cli.Frame;
using Spectre.Console;

namespace Lockstep.Cli.Display;

/// <summary>Shows how many bytes are read: a moving bar on a terminal, nothing elsewhere.</summary>
internal static class HashingDisplay
{
    /// <summary>Less is read before anyone has looked.</summary>
    private const long WorthABar = 200L << 20;

    public static Task<T> Show<T>(Terminal terminal, long bytes, Func<IProgress<long>?, T> work, string what = "reading") =>
        Task.Run(() => terminal.IsLive && bytes >= WorthABar
            ? terminal.Live.Progress()
                .AutoClear(true).Columns(LiveLine.Columns(terminal.Live, new DownloadedColumn(), new RemainingTimeColumn(), new TransferSpeedColumn()))
                .Start(context => work(new Bar(context.AddTask(what, maxValue: bytes))))
            : work(null));

    private sealed class Bar(ProgressTask task) : IProgress<long>
    {
        public void Report(long value) => task.Increment(value);
    }
}
