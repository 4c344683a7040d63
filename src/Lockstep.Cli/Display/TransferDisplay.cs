using System.Globalization;
using Lockstep.Cli.Frame;
using Lockstep.Snapshots.Stores;
using Spectre.Console;

namespace Lockstep.Cli.Display;

/// <summary>Shows a push or pull: a moving bar on a terminal, nothing elsewhere, where the summary says it all.</summary>
internal static class TransferDisplay
{
    public static Task<T> ShowAsync<T>(Terminal terminal, string verb, Func<IProgress<TransferProgress>?, Task<T>> transfer) => terminal.IsLive
        ? terminal.Live.Progress()
            .AutoClear(true).Columns(LiveLine.Columns(terminal.Live, new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn()))
            .StartAsync(context => transfer(new Bar(verb, context.AddTask(verb))))
        : transfer(null);

    private sealed class Bar(string verb, ProgressTask task) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value)
        {
            // A bar of no length would be full from its start.
            task.MaxValue = Math.Max(1, value.BytesInAll);
            task.Value = value.Bytes;
            task.Description = string.Create(CultureInfo.InvariantCulture, $"{verb} {value.Objects}/{value.ObjectsInAll} objects");
        }
    }
}
