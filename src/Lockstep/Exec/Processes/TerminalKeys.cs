using System.Runtime.InteropServices;
using Lockstep.Exec.Processes.Native;

namespace Lockstep.Exec.Processes;

/// <summary>
/// Passes the keys of this process's terminal on to the command's: each at once and as it is, Ctrl-C too, which the command's terminal then makes a
/// signal.
/// </summary>
internal sealed unsafe class TerminalKeys : IDisposable
{
    private readonly int from;
    private readonly int to;
    private readonly (int Reading, int Writing) wake = Libc.Pipe();
    private readonly Thread thread;
    private bool isRaw;
    private bool isDisposed;

    /// <param name="from">A terminal.</param>
    /// <param name="to">The other side of the command's terminal.</param>
    public TerminalKeys(int from, int to)
    {
        (this.from, this.to) = (from, to);
        var settings = new byte[256];
        fixed (byte* into = settings)
        {
            Settings = Libc.GetTerminal(from, into) == 0 ? settings : [];
        }

        thread = new Thread(Pass) { IsBackground = true, Name = "keys of the terminal" };
        thread.Start();
        TakeOver();
    }

    /// <summary>How the terminal was set before; empty where it could not be read.</summary>
    public byte[] Settings { get; }

    /// <summary>Sets the terminal so that it leaves all keys alone. In the background this waits: it would stop this process.</summary>
    public void TakeOver()
    {
        if (Settings.Length == 0 || !IsInForeground)
        {
            return;
        }

        var raw = (byte[])Settings.Clone();
        fixed (byte* settings = raw)
        {
            Libc.MakeRaw(settings);
            isRaw = Libc.SetTerminal(from, 0, settings) == 0;
        }

        Wake();
    }

    public void Dispose()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        _ = Libc.Close(wake.Writing);
        thread.Join();
        _ = Libc.Close(wake.Reading);
        if (isRaw && IsInForeground)
        {
            fixed (byte* settings = Settings)
            {
                _ = Libc.SetTerminal(from, 0, settings);
            }
        }
    }

    /// <summary>Whether it may be read and set without being stopped for it. A terminal that is not this process's own always may.</summary>
    private bool IsInForeground => Libc.ForegroundGroup(from) is var group && (group < 0 || group == Libc.OwnGroup());

    private void Wake()
    {
        byte any = 1;
        _ = Libc.Write(wake.Writing, &any, 1);
    }

    private void Pass()
    {
        var buffer = stackalloc byte[4096];
        var polled = stackalloc Libc.Polled[2];
        while (true)
        {
            polled[0] = new Libc.Polled { Descriptor = IsInForeground ? from : -1, Events = Libc.Readable };
            polled[1] = new Libc.Polled { Descriptor = wake.Reading, Events = Libc.Readable };
            if (Libc.Poll(polled, 2, -1) < 0 && Marshal.GetLastPInvokeError() != 4)
            {
                return;
            }

            if (polled[1].Found != 0 && Libc.Read(wake.Reading, buffer, 16) <= 0)
            {
                return;
            }

            if (polled[0].Found != 0)
            {
                var bytes = Libc.Read(from, buffer, 4096);
                if (bytes <= 0 || !Write(buffer, bytes))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Waits where the command does not read; until this is disposed at the latest.</summary>
    private bool Write(byte* from, nint bytes)
    {
        var polled = stackalloc Libc.Polled[2];
        while (bytes > 0)
        {
            var written = Libc.Write(to, from, bytes);
            if (written < 0 && Marshal.GetLastPInvokeError() is not (Libc.TryAgain or 4))
            {
                return false;
            }

            if (written > 0)
            {
                from += written;
                bytes -= written;
                continue;
            }

            polled[0] = new Libc.Polled { Descriptor = to, Events = Libc.Writable };
            polled[1] = new Libc.Polled { Descriptor = wake.Reading, Events = 0 }; // POLLHUP comes unasked
            _ = Libc.Poll(polled, 2, -1);
            if (polled[1].Found != 0)
            {
                return false;
            }
        }

        return true;
    }
}
