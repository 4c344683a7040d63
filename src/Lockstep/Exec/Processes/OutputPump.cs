using System.Runtime.InteropServices;
using Lockstep.Exec.Processes.Native;

namespace Lockstep.Exec.Processes;

/// <summary>
/// Passes on what a command prints, as it comes, and has it kept. One thread for all streams, so that the file has them in the order in which they came.
/// </summary>
internal sealed unsafe class OutputPump : IDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly OutputKeeper keeper;
    private readonly List<Source> sources = [];
    private readonly List<string> notices = [];
    private readonly (int Reading, int Writing) wake = Libc.Pipe();
    private readonly Thread thread;
    private volatile bool isOver;

    public OutputPump(OutputKeeper keeper)
    {
        this.keeper = keeper;
        thread = new Thread(Run) { IsBackground = true, Name = "output of the command" };
    }

    /// <summary>What could not be passed on, in sentences; complete after <see cref="Finish"/>.</summary>
    public IReadOnlyList<string> Notices => notices;

    /// <param name="descriptor">Read from and closed by this, unless it is a terminal.</param>
    /// <param name="target">Gets it.</param>
    /// <param name="name">What it is called in a sentence.</param>
    /// <param name="isTerminal">Whether the lines that come end as a terminal ends them: the file gets them as they were printed.</param>
    public void Add(int descriptor, Stream target, string name, bool isTerminal = false)
    {
        Libc.DoNotBlock(descriptor);
        sources.Add(new Source(target, name, isTerminal) { Descriptor = descriptor });
    }

    public void Start() => thread.Start();

    /// <summary>Passes on what is still there, once nobody writes any more.</summary>
    /// <returns>False where it could not, since whoever reads the output did not go on in that time.</returns>
    public bool Finish(TimeSpan patience)
    {
        isOver = true;
        byte any = 1;
        _ = Libc.Write(wake.Writing, &any, 1);
        return thread.Join(patience);
    }

    public void Dispose()
    {
        if (thread.IsAlive)
        {
            return;
        }

        foreach (var source in sources)
        {
            Close(source);
        }

        _ = Libc.Close(wake.Reading);
        _ = Libc.Close(wake.Writing);
    }

    private void Run()
    {
        Pass();
        foreach (var _ in sources.Where(source => source.EndsInReturn))
        {
            keeper.Add("\r"u8);
        }
    }

    private void Pass()
    {
        var buffer = new byte[BufferSize];
        var polled = new Libc.Polled[sources.Count + 1];
        fixed (byte* into = buffer)
        {
            while (sources.Any(source => source.Descriptor >= 0))
            {
                for (var i = 0; i < sources.Count; i++)
                {
                    polled[i] = new Libc.Polled { Descriptor = sources[i].Descriptor, Events = Libc.Readable };
                }

                polled[^1] = new Libc.Polled { Descriptor = isOver ? -1 : wake.Reading, Events = Libc.Readable };
                fixed (Libc.Polled* all = polled)
                {
                    _ = Libc.Poll(all, polled.Length, isOver ? 0 : -1);
                }

                var wasOver = isOver;
                var came = false;
                for (var i = 0; i < sources.Count; i++)
                {
                    if (polled[i].Descriptor >= 0 && polled[i].Found != 0)
                    {
                        came |= Take(sources[i], buffer, into);
                    }
                }

                if (wasOver && polled[^1].Descriptor < 0 && !came)
                {
                    return;
                }
            }
        }
    }

    private bool Take(Source source, byte[] buffer, byte* into)
    {
        var bytes = (int)Libc.Read(source.Descriptor, into, BufferSize);
        if (bytes < 0 && Marshal.GetLastPInvokeError() is Libc.TryAgain or 4)
        {
            return false;
        }

        if (bytes <= 0)
        {
            Close(source);
            return false;
        }

        var came = buffer.AsSpan(0, bytes);
        Keep(source, came);
        if (!source.IsPassedOn)
        {
            return true;
        }

        try
        {
            source.Target.Write(came);
            source.Target.Flush();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or UnauthorizedAccessException or NotSupportedException)
        {
            source.IsPassedOn = false;
            notices.Add($"What the command printed on {source.Name} could not all be passed on: {failure.Message}");
            if (failure is IOException { HResult: Libc.BrokenPipe } && !source.IsTerminal)
            {
                // Nobody reads it any more: the command is to see that as it would without us.
                Close(source);
            }
        }

        return true;
    }

    private void Keep(Source source, Span<byte> came)
    {
        if (!source.IsTerminal)
        {
            keeper.Add(came);
            return;
        }

        // "\r\n" was "\n" when it was printed.
        if (source.EndsInReturn && came[0] != '\n')
        {
            keeper.Add("\r"u8);
        }

        source.EndsInReturn = false;
        for (var rest = (ReadOnlySpan<byte>)came; rest.Length > 0;)
        {
            var at = rest.IndexOf((byte)'\r');
            if (at < 0)
            {
                keeper.Add(rest);
                return;
            }

            source.EndsInReturn = at == rest.Length - 1;
            var isPlain = !source.EndsInReturn && rest[at + 1] != '\n';
            keeper.Add(rest[..(isPlain ? at + 1 : at)]);
            rest = rest[(at + 1)..];
        }
    }

    private static void Close(Source source)
    {
        if (source.Descriptor >= 0 && !source.IsTerminal)
        {
            _ = Libc.Close(source.Descriptor);
        }

        source.Descriptor = -1;
    }

    private sealed class Source(Stream target, string name, bool isTerminal)
    {
        public Stream Target { get; } = target;

        public string Name { get; } = name;

        public bool IsTerminal { get; } = isTerminal;

        /// <summary>Below zero once it is closed.</summary>
        public required int Descriptor { get; set; }

        public bool IsPassedOn { get; set; } = true;

        public bool EndsInReturn { get; set; }
    }
}
