using System.Diagnostics;
using System.Text;

namespace Lockstep.Tests.Exec.Processes;

public sealed class CommandOutputTests : IDisposable
{
    private readonly Trial trial = new();

    public void Dispose() => trial.Dispose();

    [Fact]
    public void Both_streams_are_passed_on_and_kept()
    {
        var end = trial.Shell("echo to stdout; sleep 0.1; echo to stderr >&2");

        Assert.Equal("to stdout\n", trial.Printed);
        Assert.Equal("to stderr\n", Encoding.UTF8.GetString(trial.Errors.ToArray()));
        Assert.Equal("to stdout\nto stderr\n", trial.Kept);
        Assert.Equal((20, 20, null), (end.Output.Printed, end.Output.Kept, end.Output.Problem));
    }

    [Fact]
    public void Where_both_go_to_one_place_their_order_is_exact()
    {
        var expected = string.Concat(Enumerable.Range(0, 200).Select(i => $"out {i}\nerr {i}\n"));
        Trial.Run(trial.Start("/bin/sh", "-c", "i=0; while [ $i -lt 200 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done") with { Errors = trial.Output });

        Assert.Equal(expected, trial.Printed);
        Assert.Equal(expected, trial.Kept);
    }

    [Fact]
    public void Every_byte_comes_through()
    {
        trial.Run("/usr/bin/python3", "-c", "import sys; sys.stdout.buffer.write(bytes(range(256))*1000)");

        Assert.Equal(Enumerable.Range(0, 256_000).Select(i => (byte)i), trial.Output.ToArray());
        Assert.Equal(trial.Output.ToArray(), File.ReadAllBytes(trial.Folder.PathOf("output.txt")));
    }

    [Fact]
    public void Beyond_the_limit_the_beginning_and_the_end_are_kept_and_the_gap_is_said()
    {
        var end = Trial.Run(
            trial.Start("/usr/bin/python3", "-c", "import sys\nfor i in range(2_000_000): sys.stdout.write('%07d\\n' % i)") with
            {
                OutputLimit = 1000,
            }
        );

        const long All = 16_000_000;
        const int Tail = 4 << 20;
        Assert.Equal(All, trial.Output.Length);
        Assert.Equal((All, 1000 + Tail), (end.Output.Printed, end.Output.Kept));
        var line = $"\n[lockstep: {All - 1000 - Tail} bytes are left out here: the limit is 1000 bytes and the last {Tail}]\n";
        var printed = trial.Printed;
        Assert.True(trial.Kept == printed[..1000] + line + printed[^Tail..]);
        Assert.Contains("16000000 bytes", Assert.Single(end.Notices), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(5000)]
    public void A_little_beyond_the_limit_nothing_is_left_out(int bytes)
    {
        var end = Trial.Run(trial.Start("/usr/bin/python3", "-c", $"print('x'*{bytes - 1})") with { OutputLimit = 1000 });

        Assert.Equal(trial.Printed, trial.Kept);
        Assert.Equal((bytes, bytes, null), (end.Output.Printed, end.Output.Kept, end.Output.Problem));
    }

    [Fact]
    public void On_a_full_disk_the_command_goes_on_and_what_is_not_kept_is_said()
    {
        var end = Trial.Run(trial.Start("/bin/sh", "-c", "echo one; echo two; exit 5") with { OutputFile = "/dev/full" });

        Assert.Equal((5, "one\ntwo\n"), (end.ExitCode, trial.Printed));
        Assert.Equal("What the command printed is not kept after 0 bytes: No space left on device : '/dev/full'", Assert.Single(end.Notices));
    }

    [Fact]
    public void A_command_whose_reader_is_gone_sees_that_as_it_would_by_itself()
    {
        var end = Trial.Run(trial.Start("/usr/bin/yes") with { Output = new BrokenPipe() });

        Assert.Equal("SIGPIPE", end.Signal);
    }

    [Fact]
    public void A_stdin_that_is_closed_is_empty_and_no_error()
    {
        var end = trial.Run("/bin/cat");

        Assert.Equal((0, ""), (end.ExitCode, trial.Printed));
    }

    [Fact]
    public void A_file_as_stdin_is_the_commands_own_to_read()
    {
        using var file = File.OpenHandle(trial.Folder.Write("input", "from a file\n"));
        Trial.Run(trial.Start("/bin/cat") with { Input = (int)file.DangerousGetHandle() });

        Assert.Equal("from a file\n", trial.Printed);
    }

    [Fact]
    public void A_command_inherits_no_descriptor_of_this_process()
    {
        // What this process itself inherited is passed on, as .NET does.
        using var plain = Process.Start(new ProcessStartInfo("/bin/ls", ["/proc/self/fd"]) { RedirectStandardOutput = true });
        var expected = plain?.StandardOutput.ReadToEnd();
        trial.Run("/bin/ls", "/proc/self/fd");

        Assert.Equal(expected, trial.Printed);
    }

    private sealed class BrokenPipe : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe", 32);
    }
}
