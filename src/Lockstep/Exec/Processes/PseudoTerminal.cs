using System.Text;
using Lockstep.Exec.Processes.Native;

namespace Lockstep.Exec.Processes;

/// <summary>A terminal for the command: what it writes there can be read here, and what is written here are its keys.</summary>
internal sealed unsafe class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2; // O_RDWR
    private const int NoController = 0x100; // O_NOCTTY
    private const int CloseOnExecute = 0x8_0000; // O_CLOEXEC
    private const nuint GetSize = 0x5413; // TIOCGWINSZ
    private const nuint SetSize = 0x5414; // TIOCSWINSZ

    private readonly int ownTerminal;
    private readonly int other;

    /// <param name="ownTerminal">This process's terminal: the new one takes its settings and size; below zero for none.</param>
    public PseudoTerminal(int ownTerminal)
    {
        this.ownTerminal = ownTerminal;
        Descriptor = Libc.OpenTerminal(ReadWrite | NoController | CloseOnExecute);
        var name = stackalloc byte[128];
        if (Descriptor < 0 || Libc.GrantTerminal(Descriptor) != 0 || Libc.UnlockTerminal(Descriptor) != 0 || Libc.NameOfTerminal(Descriptor, name, 128) != 0)
        {
            throw Libc.Failure("A terminal for the command can't be made");
        }

        Path = Encoding.UTF8.GetString(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));

        // Held open, so that reading here doesn't fail before the command has opened it.
        other = Libc.Open(Path, ReadWrite | NoController | CloseOnExecute);
        var settings = stackalloc byte[256];
        if (ownTerminal >= 0 && Libc.GetTerminal(ownTerminal, settings) == 0)
        {
            _ = Libc.SetTerminal(other, 0, settings);
        }

        TakeSize();
    }

    public int Descriptor { get; }

    public string Path { get; }

    /// <summary>Gives it the size of this process's terminal; the command is told where that changes it.</summary>
    public void TakeSize()
    {
        long size;
        if (ownTerminal >= 0 && Libc.DeviceControl(ownTerminal, GetSize, &size) == 0)
        {
            _ = Libc.DeviceControl(Descriptor, SetSize, &size);
        }
    }

    public void Dispose()
    {
        _ = Libc.Close(other);
        _ = Libc.Close(Descriptor);
    }
}
