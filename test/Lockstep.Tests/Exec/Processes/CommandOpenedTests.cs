using Lockstep.Exec.Processes;
using Lockstep.Exec.Processes.Opened;

namespace Lockstep.Tests.Exec.Processes;

public sealed class CommandOpenedTests : IDisposable
{
    private readonly Trial trial = new();

    public void Dispose() => trial.Dispose();

    [Fact]
    public void A_file_that_is_read_is_recorded_with_the_process_that_read_it_first()
    {
        var path = trial.Folder.Write("data/image.txt", "pixels");
        var file = FileOf(trial.Shell("true; cat data/image.txt; wc data/image.txt"), path);

        Assert.Equal((true, false, true), (file.Read, file.Written, file.IsInput));
        Assert.Equal(["cat", "data/image.txt"], file.First.Arguments);
    }

    [Fact]
    public void A_file_that_is_written_and_read_again_is_no_input()
    {
        var file = FileOf(trial.Shell("echo made > made.txt; cat made.txt"), trial.Folder.PathOf("made.txt"));

        Assert.Equal((true, true, false), (file.Read, file.Written, file.IsInput));
    }

    [Fact]
    public void A_file_that_is_changed_is_both()
    {
        var path = trial.Folder.Write("cache.txt", "old");
        var file = FileOf(trial.Shell("cat cache.txt; echo new >> cache.txt"), path);

        Assert.Equal((true, true, true), (file.Read, file.Written, file.IsInput));
    }

    [Theory]
    [InlineData("r+", true)]
    [InlineData("a+", true)]
    [InlineData("w+", false)]
    public void A_file_that_is_opened_for_both_is_an_input_where_it_was_there_and_is_not_emptied(string mode, bool isInput)
    {
        var path = trial.Folder.Write("database", "rows");
        var other = mode == "r+" ? "a+" : mode;
        var end = trial.Run("/usr/bin/python3", "-c", $"open('database', '{mode}').close(); open('new', '{other}').close()");

        Assert.Equal((true, true, isInput), FileOf(end, path) is var file ? (file.Read, file.Written, file.IsInput) : default);
        Assert.False(FileOf(end, trial.Folder.PathOf("new")).IsInput);
    }

    [Fact]
    public void A_file_that_is_put_in_place_by_a_rename_is_written()
    {
        trial.Folder.Write("from-elsewhere", "here before");
        var end = trial.Shell("echo x > model.tmp; mv model.tmp model.pt; mv from-elsewhere moved; ln moved linked");

        Assert.Equal((true, false), (FileOf(end, trial.Folder.PathOf("model.pt")).Written, FileOf(end, trial.Folder.PathOf("model.pt")).Read));
        Assert.True(FileOf(end, trial.Folder.PathOf("from-elsewhere")).IsInput);
        Assert.True(FileOf(end, trial.Folder.PathOf("linked")).Written);
    }

    [Fact]
    public void What_is_not_there_is_a_folder_or_is_the_systems_own_is_not_recorded()
    {
        Directory.CreateDirectory(trial.Folder.PathOf("folder"));
        var end = trial.Shell("cat no-such-file; ls folder; cat /proc/self/stat > /dev/null; true");

        Assert.DoesNotContain(Opened(end).Files, file =>
            file.Path.Contains("no-such-file", StringComparison.Ordinal) || file.Path.EndsWith("/folder", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(Opened(end).Files, file =>
            file.Path.StartsWith("/proc", StringComparison.Ordinal) || file.Path.StartsWith("/dev", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Paths_are_absolute_whatever_the_process_made_of_its_folder()
    {
        var path = trial.Folder.Write("deep/er/file", "x");
        var end = trial.Run(
            "/usr/bin/python3",
            "-c",
            """
            import os
            os.chdir('deep'); fd = os.open('er', os.O_RDONLY | os.O_DIRECTORY)
            os.close(os.open('file', os.O_RDONLY, dir_fd=fd)); open('../deep//./er/../made', 'w')
            """
        );

        Assert.True(FileOf(end, path).Read);
        Assert.True(FileOf(end, trial.Folder.PathOf("deep/made")).Written);
    }

    [Fact]
    public void Threads_forks_and_programs_are_all_seen_and_named_by_their_process()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            trial.Folder.Write(name, name);
        }

        var end = trial.Run("/usr/bin/python3", "-c", """
            import threading,os,subprocess
            t=threading.Thread(target=lambda: open('a').read()); t.start(); t.join()
            if os.fork()==0: open('b').read(); os._exit(0)
            os.wait(); subprocess.run(['tail','-c1','c'])
            """);

        Assert.Equal(end.ProcessId, FileOf(end, trial.Folder.PathOf("a")).First.Id);
        Assert.NotEqual(end.ProcessId, FileOf(end, trial.Folder.PathOf("b")).First.Id);
        Assert.Equal("/usr/bin/python3", FileOf(end, trial.Folder.PathOf("b")).First.Arguments[0]);
        Assert.Equal(["tail", "-c1", "c"], FileOf(end, trial.Folder.PathOf("c")).First.Arguments);
    }

    [Fact]
    public void Programs_are_recorded_with_their_arguments_and_how_often_they_ran()
    {
        var programs = Opened(trial.Shell("head -c1 /etc/hostname; head -c1 /etc/hostname; no-such-program")).Programs;

        Assert.Equal(["/bin/sh", "/usr/bin/head"], programs.Select(program => program.Path));
        Assert.Equal(["head", "-c1", "/etc/hostname"], programs[1].First.Arguments);
        Assert.Equal(2, programs[1].Count);
        Assert.False(programs[1].GivesPrivileges);
    }

    [Fact]
    public void A_program_that_would_give_other_rights_is_known_by_them()
    {
        var path = trial.Folder.Write("as-root", "#!/bin/sh\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.SetUser);

        Assert.True(Opened(trial.Shell("./as-root")).Programs.Single(program => program.Path == path).GivesPrivileges);
    }

    [Fact]
    public void Without_network_connections_beyond_this_machine_are_refused_and_recorded()
    {
        var end = Trial.Run(trial.Start("/usr/bin/python3", "-c", """
            import socket
            def tried(f):
                try: f(); print('went')
                except OSError as problem: print(problem.errno)
            tried(lambda: socket.create_connection(('198.51.100.1', 80), 5))
            u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            tried(lambda: u.sendto(b'x', ('198.51.100.2', 53)))
            tried(lambda: u.sendmsg([b'x'], [], 0, ('198.51.100.3', 53)))
            server = socket.create_server(('127.0.0.1', 0))
            tried(lambda: socket.create_connection(server.getsockname(), 5).close())
            a, b = socket.socketpair()
            tried(lambda: a.sendmsg([b'x']))
            """) with { NoNetwork = true });

        Assert.Equal("101\n101\n101\nwent\nwent\n", trial.Printed);
        Assert.Equal(
            ["198.51.100.1:80", "198.51.100.2:53", "198.51.100.3:53"],
            Opened(end).Addresses.Where(address => address.Refused).Select(address => address.Address)
        );
        Assert.True(Assert.Single(Opened(end).Addresses, address => !address.Refused).Local);
    }

    [Fact]
    public void With_network_an_address_is_only_recorded()
    {
        var end = trial.Run("/usr/bin/python3", "-c", "import socket; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.connect(('127.0.0.9', 53))");

        Assert.Equal(("127.0.0.9:53", true, false), Assert.Single(Opened(end).Addresses) is var seen ? (seen.Address, seen.Local, seen.Refused) : default);
    }

    [Fact]
    public void Not_asked_for_nothing_is_recorded_and_nothing_is_said()
    {
        var end = Trial.Run(trial.Start("/bin/true") with { RecordsOpened = false });

        Assert.Null(end.Opened);
        Assert.Null(end.NotRecorded);
    }

    [Fact]
    public void Where_calls_are_watched_already_the_command_runs_unrecorded_and_that_is_said()
    {
        // Of two filters with a listener the kernel refuses the second: a command that runs a command.
        var end = trial.Run(Environment.ProcessPath ?? "", CommandHost.Argument, trial.Folder.FullPath, "/bin/sh", "-c", "echo inner");

        Assert.Equal((0, "inner\n"), (end.ExitCode, trial.Printed));
        Assert.NotNull(end.Opened);
    }

    private static OpenedFiles Opened(CommandEnd end)
    {
        Assert.SkipWhen(end.NotRecorded is not null, $"needs a kernel that lets calls be watched: {end.NotRecorded}");
        return end.Opened ?? throw new InvalidOperationException("Nothing was recorded.");
    }

    private static OpenedFile FileOf(CommandEnd end, string path) => Opened(end).Files.Single(file => file.Path == path);
}
