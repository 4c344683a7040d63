using Lockstep.Exec.Processes;

namespace Lockstep.Tests.Exec.Processes;

public sealed class CommandEndTests : IDisposable
{
    private readonly Trial trial = new();

    public void Dispose() => trial.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(255)]
    public void The_exit_code_is_the_commands_own(int code)
    {
        var end = trial.Shell($"exit {code}");

        Assert.Equal((CommandOutcome.Exited, code), (end.Outcome, end.ExitCode));
        Assert.Empty(end.Notices);
    }

    [Fact]
    public void A_command_that_a_signal_ended_gives_128_and_its_number_and_names_it()
    {
        var end = trial.Shell("kill -SEGV $$");

        Assert.Equal((CommandOutcome.Signaled, 139, "SIGSEGV"), (end.Outcome, end.ExitCode, end.Signal));
    }

    [Fact]
    public void A_command_that_is_not_there_gives_127_and_says_what_was_looked_for()
    {
        var end = trial.Run("no-such-program");

        Assert.Equal((CommandOutcome.NotFound, 127), (end.Outcome, end.ExitCode));
        Assert.Equal("no-such-program: no such program on PATH.", Assert.Single(end.Notices));
    }

    [Fact]
    public void A_program_that_is_only_in_the_folder_itself_is_named_with_its_way()
    {
        trial.Folder.Write("train.sh", "echo never");

        Assert.Equal("train.sh: no such program on PATH. There is one in the folder itself: ./train.sh", Assert.Single(trial.Run("train.sh").Notices));
    }

    [Fact]
    public void Where_there_is_no_python_but_python3_that_is_named()
    {
        var python = trial.Folder.Write("bin/python3", "");
        File.SetUnixFileMode(python, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var start = trial.Start("python") with { Environment = new Dictionary<string, string?> { ["PATH"] = trial.Folder.PathOf("bin") } };

        Assert.Equal("python: no such program on PATH. There is python3.", Assert.Single(Trial.Run(start).Notices));
    }

    [Fact]
    public void A_file_that_is_not_executable_gives_126_and_the_way()
    {
        var path = trial.Folder.Write("train.sh", "echo never");
        var end = trial.Run("./train.sh");

        Assert.Equal((CommandOutcome.NotExecutable, 126), (end.Outcome, end.ExitCode));
        Assert.Equal(
            $"{trial.Folder.FullPath}/./train.sh is not executable. Make it so with: chmod +x {trial.Folder.FullPath}/./train.sh",
            Assert.Single(end.Notices)
        );
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_folder_gives_126() => Assert.Equal(126, trial.Run("/tmp").ExitCode);

    [Fact]
    public void A_program_whose_interpreter_is_not_there_gives_127_and_says_so()
    {
        Executable("#!/no/such/interpreter\n");
        var end = trial.Run("./script");

        Assert.Equal((CommandOutcome.NotFound, 127), (end.Outcome, end.ExitCode));
        Assert.Equal("./script is there, but not the interpreter that its first line or its header names.", Assert.Single(end.Notices));
    }

    [Fact]
    public void A_script_without_a_first_line_runs_in_the_shell_as_a_shell_would_have_it()
    {
        Executable("echo \"$1\"\nexit 4\n");
        var end = trial.Run("./script", "an argument");

        Assert.Equal((4, "an argument\n"), (end.ExitCode, trial.Printed));
    }

    [Fact]
    public void Bytes_that_are_no_program_give_what_the_shell_says_of_them()
    {
        Executable("\u0001\u0002\0\0binary");

        Assert.NotEqual(0, trial.Run("./script").ExitCode);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error_of_its_own()
    {
        var thrown = Assert.Throws<LockstepException>(() => Trial.Run(trial.Start("/bin/true") with { Folder = "/no/such/folder" }));

        Assert.Equal("/no/such/folder: the command can't be started in this folder: No such file or directory.", thrown.Message);
    }

    [Fact]
    public void Processor_time_and_memory_are_those_of_the_whole_tree()
    {
        var end = trial.Run(
            "/usr/bin/python3",
            "-c",
            "import subprocess,sys; subprocess.run([sys.executable,'-c','x=bytearray(100_000_000)\\nfor i in range(2_000_000): pass'])"
        );

        Assert.True(end.Usage.UserTime > TimeSpan.FromMilliseconds(20), $"{end.Usage}");
        Assert.True(end.Usage.PeakBytesOfOne > 100_000_000, $"{end.Usage}");
        Assert.True(end.Elapsed > TimeSpan.Zero);
    }

    [Fact]
    public void While_it_runs_its_processes_are_counted_and_their_memory_summed()
    {
        var end = Trial.Run(
            trial.Start("/usr/bin/python3", "-c", "import os,time; x=b'1'*50_000_000; os.fork(); time.sleep(3)") with
            {
                SampleInterval = TimeSpan.FromMilliseconds(50),
            }
        );

        Assert.True(end.Usage.PeakProcesses >= 2, $"{end.Usage}");
        Assert.True(end.Usage.PeakBytes > 100_000_000, $"{end.Usage}");
    }

    private void Executable(string text) =>
        File.SetUnixFileMode(trial.Folder.Write("script", text), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
