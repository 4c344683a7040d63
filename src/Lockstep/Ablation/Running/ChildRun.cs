using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Exec.Processes;

namespace Lockstep.Ablation.Running;

/// <summary>A process of this program that makes one run.</summary>
internal sealed partial class ChildRun
{
    private const int Terminate = 15; // SIGTERM
    private const int KeptErrors = 40;

    /// <summary>How long one may take to leave its folder whole.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private readonly Queue<string> errors = new();
    private int? id;

    /// <summary>The most memory that its own process was seen to have; what a command takes is in the run's record.</summary>
    public long? PeakBytes { get; private set; }

    /// <summary>What it has now, with all processes below it; 0 where it is over.</summary>
    public long Bytes => id is { } ancestor ? ProcessTree.MemoryOf(ancestor) + ProcessTree.Below(ancestor).Sum(ProcessTree.MemoryOf) : 0;

    /// <summary>The last lines that it said on stderr.</summary>
    public string Errors => string.Join('\n', errors);

    /// <summary>Told of each epoch: which, of how many.</summary>
    public Action<int, int>? Epoch { get; init; }

    /// <summary>Starts it and waits; a cancellation ends it, and gives it time to leave what it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> RunAsync(ProcessStartInfo start, CancellationToken cancellation)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start) ?? throw new LockstepException("A process of a run could not be started.");
        id = process.Id;
        process.StandardInput.Close();
        var output = ReadOutputAsync(process);
        var errorsRead = ReadErrorsAsync(process);
        var ended = process.WaitForExitAsync(CancellationToken.None);
        while (!ended.IsCompleted && !cancellation.IsCancellationRequested)
        {
            Sample(process.Id);
            await Task.WhenAny(ended, Task.Delay(BetweenLooks, cancellation)).ConfigureAwait(false);
        }

        if (!ended.IsCompleted)
        {
            _ = Kill(process.Id, Terminate);
            if (await Task.WhenAny(ended, Task.Delay(Patience, CancellationToken.None)).ConfigureAwait(false) != ended)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        await Task.WhenAll(ended, output, errorsRead).ConfigureAwait(false);
        id = null;
        return process.ExitCode;
    }

    private void Sample(int process)
    {
        try
        {
            var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"))
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            if (line is not null && long.TryParse(line.AsSpan(6).TrimEnd("kB").Trim(), CultureInfo.InvariantCulture, out var kilobytes))
            {
                PeakBytes = Math.Max(PeakBytes ?? 0, kilobytes << 10);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It is over, or there is no /proc.
        }
    }

    private async Task ReadOutputAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (Epoch is not null && line.StartsWith("{\"event\":\"epoch\"", StringComparison.Ordinal))
            {
                try
                {
                    if (JsonNode.Parse(line) is JsonObject told && (int?)told["epoch"] is { } epoch && (int?)told["epochs"] is { } epochs)
                    {
                        Epoch(epoch, epochs);
                    }
                }
                catch (JsonException)
                {
                    // A line cut short by a kill.
                }
            }
        }
    }

    private async Task ReadErrorsAsync(Process process)
    {
        while (await process.StandardError.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            errors.Enqueue(line);
            if (errors.Count > KeptErrors)
            {
                errors.Dequeue();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
