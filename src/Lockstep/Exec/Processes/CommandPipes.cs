using Lockstep.Exec.Processes.Native;

namespace Lockstep.Exec.Processes;

/// <summary>The command's three streams: a terminal for those that are one here, a pipe for others, and stdin as it is.</summary>
internal sealed class CommandPipes : IDisposable
{
    private readonly OutputKeeper keeper;
    private readonly OutputPump pump;
    private readonly TerminalKeys? keys;
    private readonly List<int> toClose = [];
    private FileStream? echo;

    public CommandPipes(CommandStart start)
    {
        keeper = new OutputKeeper(start.OutputFile, start.OutputLimit);
        pump = new OutputPump(keeper);
        var inputIsTerminal = start.Input >= 0 && Libc.IsTerminal(start.Input) == 1;
        Input = inputIsTerminal ? -1 : OpenedInput(start.Input);
        if (inputIsTerminal || start.OutputIsTerminal || start.ErrorsAreTerminal)
        {
            Terminal = new PseudoTerminal(
                inputIsTerminal ? start.Input
                : start.ErrorsAreTerminal ? 2
                : -1
            );
            pump.Add(
                Terminal.Descriptor,
                start.OutputIsTerminal ? start.Output
                    : start.ErrorsAreTerminal ? start.Errors
                    : Echo(start.Input),
                "its terminal",
                isTerminal: true
            );
            keys = inputIsTerminal ? new TerminalKeys(start.Input, Terminal.Descriptor) : null;
        }

        Output = start.OutputIsTerminal ? -1 : Piped(start.Output, "stdout");
        Errors = start.ErrorsAreTerminal ? -1 : ReferenceEquals(start.Errors, start.Output) && Output >= 0 ? Output : Piped(start.Errors, "stderr");
    }

    public PseudoTerminal? Terminal { get; }

    /// <summary>Descriptors that the command gets; below zero for the terminal.</summary>
    public int Input { get; }

    public int Output { get; }

    public int Errors { get; }

    /// <summary>This process's terminal's settings as they were; empty where it has none.</summary>
    public byte[] OwnSettings => keys?.Settings ?? [];

    public IReadOnlyList<string> Notices => pump.Notices;

    /// <summary>Passes on what comes, once the command has its ends of the pipes.</summary>
    public void Begin()
    {
        CloseOwnEnds();
        pump.Start();
    }

    /// <summary>The window's size changed, or this process came to the foreground.</summary>
    public void TakeTerminal()
    {
        Terminal?.TakeSize();
        keys?.TakeOver();
    }

    /// <summary>What is still on its way is passed on and kept; the terminal is given back.</summary>
    public KeptOutput Finish(TimeSpan patience)
    {
        // In this order: what is still to be shown already has a terminal's ends of lines.
        var isWhole = pump.Finish(patience);
        keys?.Dispose();
        return isWhole
            ? keeper.Finish()
            : new KeptOutput(0, 0, "Whoever reads what the command prints did not go on reading, so that its output is not whole.");
    }

    public void Dispose()
    {
        CloseOwnEnds();
        keys?.Dispose();
        pump.Dispose();
        Terminal?.Dispose();
        keeper.Dispose();
        echo?.Dispose();
    }

    private void CloseOwnEnds()
    {
        foreach (var descriptor in toClose)
        {
            _ = Libc.Close(descriptor);
        }

        toClose.Clear();
    }

    /// <summary>
    /// A descriptor that this process did not get from its parent is one of .NET's own: there, stdin was closed, and the command gets an empty one.
    /// </summary>
    private int OpenedInput(int input)
    {
        if (input >= 0 && (input > 2 || Libc.IsInherited(input)))
        {
            return input;
        }

        var nothing = Libc.Open("/dev/null", 0x8_0000);
        toClose.Add(nothing);
        return nothing;
    }

    private int Piped(Stream target, string name)
    {
        var (reading, writing) = Libc.Pipe();
        pump.Add(reading, target, name);
        toClose.Add(writing);
        return writing;
    }

    /// <summary>Where only stdin is a terminal, what is typed is shown there.</summary>
    private FileStream Echo(int input) =>
        echo = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(input, ownsHandle: false), FileAccess.Write, bufferSize: 0);
}
