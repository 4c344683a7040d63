using System.Globalization;
using System.Text;

namespace Lockstep.Exec.Processes.Opened;

/// <summary>Which process a thread belongs to, and how that was started; asked once of each thread and each program that it becomes.</summary>
internal sealed class SeenProcesses
{
    private const int MostArguments = 64;
    private const int LongestArgument = 1000;

    private readonly Dictionary<int, OpeningProcess> threads = [];
    private readonly byte[] buffer = new byte[LongestArgument + 1];

    public OpeningProcess Of(int thread)
    {
        if (threads.TryGetValue(thread, out var known))
        {
            return known;
        }

        var id = IdOf(thread);
        if (id == thread || !threads.TryGetValue(id, out known))
        {
            known = new OpeningProcess(id, Shortened(ArgumentsOf(id)));
            threads[id] = known;
        }

        threads[thread] = known;
        return known;
    }

    /// <summary>The thread's process becomes another program.</summary>
    /// <param name="arguments">Where in its memory the new arguments are.</param>
    public OpeningProcess Become(int thread, ulong arguments)
    {
        var texts = new List<string>();
        for (var i = 0; i < MostArguments && OtherMemory.ReadNumber(thread, arguments + ((ulong)i * 8)) is > 0 and var address; i++)
        {
            texts.Add(OtherMemory.TryReadText(thread, address, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length) : "…");
        }

        var process = new OpeningProcess(IdOf(thread), texts);
        threads[thread] = process;
        threads[process.Id] = process;
        return process;
    }

    private static string[] ArgumentsOf(int process)
    {
        try
        {
            var bytes = File.ReadAllBytes($"/proc/{process}/cmdline");
            return bytes.Length == 0 ? [] : Encoding.UTF8.GetString(bytes.AsSpan(0, bytes[^1] == 0 ? bytes.Length - 1 : bytes.Length)).Split('\0');
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string[] Shortened(string[] arguments) =>
        [.. arguments.Take(MostArguments).Select(argument => argument.Length > LongestArgument ? "…" : argument)];

    private static int IdOf(int thread)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{thread}/status"))
            {
                if (line.StartsWith("Tgid:", StringComparison.Ordinal))
                {
                    return int.Parse(line.AsSpan(5).Trim(), CultureInfo.InvariantCulture);
                }
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException)
        {
            // It is gone.
        }

        return thread;
    }
}
