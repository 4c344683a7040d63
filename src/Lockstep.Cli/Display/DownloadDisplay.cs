using System.Globalization;
using Lockstep.Cli.Frame;
using Lockstep.Snapshots.Downloads;
using Spectre.Console;

namespace Lockstep.Cli.Display;

/// <summary>Shows what arrives: a moving bar a file on a terminal, one line per quarter elsewhere.</summary>
internal static class DownloadDisplay
{
    public static async Task<T> ShowAsync<T>(Terminal terminal, Func<IProgress<DownloadProgress>, Task<T>> fetch)
    {
        if (!terminal.IsLive)
        {
            return await fetch(new Lines(terminal)).ConfigureAwait(false);
        }

        var columns = LiveLine.Columns(terminal.Live, new DownloadedColumn(), new RemainingTimeColumn(), new TransferSpeedColumn());
        return await terminal.Live.Progress().AutoClear(false)
            .Columns(columns).StartAsync(context => fetch(new Bars(context, name => LiveLine.Text(terminal.Live, columns, name)))).ConfigureAwait(false);
    }

    private sealed class Lines(Terminal terminal) : IProgress<DownloadProgress>
    {
        private string file = "";
        private long quarter;

        public void Report(DownloadProgress value)
        {
            if (value.FileName != file)
            {
                (file, quarter) = (value.FileName, 0);
            }

            var at = value.Total == 0 ? 4 : (long)(4.0 * value.Bytes / value.Total);
            if (at > quarter)
            {
                quarter = at;
                terminal.Message(string.Create(CultureInfo.InvariantCulture, $"{file}  {value.Bytes} of {value.Total} bytes"));
            }
        }
    }

    private sealed class Bars(ProgressContext context, Func<string, string> fit) : IProgress<DownloadProgress>
    {
        private readonly Dictionary<string, ProgressTask> tasks = new(StringComparer.Ordinal);

        public void Report(DownloadProgress value)
        {
            if (!tasks.TryGetValue(value.FileName, out var task))
            {
                task = tasks[value.FileName] = context.AddTask(fit(value.FileName), maxValue: value.Total);
            }

            task.Value = value.Bytes;
        }
    }
}
