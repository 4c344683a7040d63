using System.Text;
using Lockstep.Exec.Processes;
using Lockstep.Exec.Processes.Native;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Tests.Exec.Processes;

/// <summary>A terminal of the test's own stands for the user's.</summary>
public sealed unsafe class CommandTerminalTests : IDisposable
{
    private readonly Trial trial = new();
    private readonly PseudoTerminal terminal = new(-1);
    private readonly int user;

    public CommandTerminalTests()
    {
        user = Libc.Open(terminal.Path, 2 | 0x100 | 0x8_0000);
        long size = 33 | (121 << 16);
        Assert.Equal(0, Libc.DeviceControl(terminal.Descriptor, 0x5414, &size));
    }

    public void Dispose()
    {
        _ = Libc.Close(user);
        terminal.Dispose();
        trial.Dispose();
    }

    [Fact]
    public void A_terminal_stays_one_with_its_size()
    {
        Trial.Run(
            OnTerminal(
                "/usr/bin/python3",
                "-c",
                "import os; print([os.isatty(n) for n in range(3)], os.get_terminal_size(), os.isatty(os.open('/dev/tty', os.O_RDWR)))"
            )
        );

        Assert.Equal("[True, True, True] os.terminal_size(columns=121, lines=33) True\n", trial.Kept);
        Assert.EndsWith("True\r\n", Shown(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_terminal_does_not_become_one()
    {
        Trial.Run(
            OnTerminal("/usr/bin/python3", "-c", "import os; print([os.isatty(n) for n in range(3)])") with
            {
                Output = trial.Output,
                OutputIsTerminal = false,
            }
        );

        Assert.Equal("[True, False, True]\n", trial.Printed);
    }

    [Fact]
    public void Keys_are_passed_on()
    {
        Type("a name\r");
        Trial.Run(OnTerminal("/usr/bin/python3", "-c", "print('hello ' + input('who? '))"));

        Assert.Contains("hello a name\n", trial.Kept, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_C_interrupts_the_command()
    {
        using var later = new Timer(_ => Type("\u0003"), null, 1500, 1000);
        var end = Trial.Run(OnTerminal("/bin/sleep", "100"));

        Assert.Equal("SIGINT", end.Signal);
    }

    [Fact]
    public void The_terminal_is_given_back_as_it_was()
    {
        var before = Settings();
        Trial.Run(OnTerminal("/bin/stty", "-echo", "raw"));

        Assert.Equal(before, Settings());
    }

    [Fact]
    public void A_progress_bar_is_kept_as_it_was_printed()
    {
        Trial.Run(OnTerminal("/usr/bin/printf", "10%%\\r20%%\\r\\n\\r\\rend\\n"));

        Assert.Equal("10%\r20%\r\n\r\rend\n", trial.Kept);
    }

    [Fact]
    public void A_return_at_the_end_of_what_came_at_once_is_kept_too()
    {
        Trial.Run(OnTerminal("/bin/sh", "-c", "printf 'a\\r'; sleep 0.2; printf 'b\\r'; sleep 0.2; printf '\\nc\\r'"));

        Assert.Equal("a\rb\r\nc\r", trial.Kept);
    }

    private CommandStart OnTerminal(params string[] arguments)
    {
        var stream = new FileStream(new SafeFileHandle(user, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return trial.Start(arguments) with { Input = user, Output = stream, Errors = stream, OutputIsTerminal = true, ErrorsAreTerminal = true };
    }

    private void Type(string keys)
    {
        var bytes = Encoding.UTF8.GetBytes(keys);
        fixed (byte* from = bytes)
        {
            _ = Libc.Write(terminal.Descriptor, from, bytes.Length);
        }
    }

    private string Shown()
    {
        Libc.DoNotBlock(terminal.Descriptor);
        var buffer = new byte[4096];
        fixed (byte* into = buffer)
        {
            return Encoding.UTF8.GetString(buffer, 0, (int)Math.Max(0, Libc.Read(terminal.Descriptor, into, buffer.Length)));
        }
    }

    private byte[] Settings()
    {
        var settings = new byte[256];
        fixed (byte* into = settings)
        {
            Assert.Equal(0, Libc.GetTerminal(user, into));
        }

        return settings;
    }
}
