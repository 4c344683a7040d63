using System.Diagnostics;
using System.Globalization;

namespace Lockstep.Tests.Exec.Processes;

/// <summary>LOCKSTEP_KILLS=20 in the environment makes each case 20 times.</summary>
public sealed class KilledParentTests : IDisposable
{
    private static readonly int s_times = int.TryParse(
        Environment.GetEnvironmentVariable("LOCKSTEP_KILLS"),
        NumberStyles.None,
        CultureInfo.InvariantCulture,
        out var times
    )
        ? times
        : 1;

    private readonly Trial trial = new();

    public static TheoryData<string, bool, bool> Cases =>
        new(
            from signal in (string[])["TERM", "KILL"]
            from parent in (bool[])[true, false]
            from command in (bool[])[true, false]
            where parent || command
            select (signal, parent, command)
        );

    public void Dispose() => trial.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_left_of_a_command_when_it_or_its_parent_or_both_are_killed(string signal, bool parent, bool command)
    {
        for (var i = 0; i < s_times; i++)
        {
            var mark = Marks.New(trial.Folder.FullPath);
            using var host = Start(
                $"""
                sleep 100.{mark} & setsid sleep 100.{mark} &
                (env -i setsid sh -c 'trap "" TERM HUP; sleep 100.{mark}; :' &)
                echo $$ > {trial.Folder.FullPath}/pid; exec sleep 100.{mark}
                """);
            var pid = WaitForNumber(trial.Folder.PathOf("pid"));
            WaitFor(() => Marks.Of(mark).Count >= 5);
            Kill(signal, [.. parent ? [host.Id] : (int[])[], .. command ? [pid] : (int[])[]]);

            Assert.True(host.WaitForExit(TimeSpan.FromSeconds(30)));
            WaitFor(() => Marks.Of(mark).Count == 0);
            File.Delete(trial.Folder.PathOf("pid"));
        }
    }

    [Fact]
    public void Nothing_is_left_of_a_command_when_what_watches_over_it_is_killed_and_that_is_said()
    {
        var mark = Marks.New(trial.Folder.FullPath);
        using var host = Start($"sleep 100.{mark} & echo $$ > {trial.Folder.FullPath}/pid; exec sleep 100.{mark}");
        var pid = WaitForNumber(trial.Folder.PathOf("pid"));
        var guard = File.ReadAllText($"/proc/{pid}/stat") is var stat
            ? int.Parse(stat[(stat.LastIndexOf(')') + 4)..].Split(' ')[0], CultureInfo.InvariantCulture)
            : 0;
        Assert.NotEqual(host.Id, guard);
        Kill("KILL", [guard]);

        Assert.True(host.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal(125, host.ExitCode);
        Assert.Contains(
            "The process that watches over the command was killed, and the command with it.",
            host.StandardError.ReadToEnd(),
            StringComparison.Ordinal
        );
        WaitFor(() => Marks.Of(mark).Count == 0);
    }

    [Fact]
    public void A_signal_is_passed_on_to_the_whole_tree_and_the_commands_own_answer_counts()
    {
        // Not SIGINT: a shell has what it starts with & ignore that.
        using var host = Start(
            $"""
            sh -c 'trap "echo child got it; exit" TERM; echo x > {trial.Folder.FullPath}/child; while :; do sleep 0.05; done' &
            trap 'wait; echo command got it; exit 9' TERM
            echo $$ > {trial.Folder.FullPath}/pid; while :; do sleep 0.05; done
            """);
        WaitForNumber(trial.Folder.PathOf("pid"));
        WaitFor(() => File.Exists(trial.Folder.PathOf("child")));
        Kill("TERM", [host.Id]);

        Assert.True(host.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal(9, host.ExitCode);
        Assert.Equal("child got it\ncommand got it\n", host.StandardOutput.ReadToEnd());
    }

    [Fact]
    public void SIGUSR1_is_a_message_to_the_command_alone()
    {
        using var host = Start(
            $"sh -c 'sleep 1; echo child lived' & trap 'echo got it; wait; exit 0' USR1; echo $$ > {trial.Folder.FullPath}/pid; while :; do sleep 0.05; done"
        );
        WaitForNumber(trial.Folder.PathOf("pid"));
        Kill("USR1", [host.Id]);

        Assert.True(host.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal("got it\nchild lived\n", host.StandardOutput.ReadToEnd());
    }

    [Fact]
    public void A_port_and_a_file_that_the_command_held_are_free_at_once()
    {
        var program = trial.Folder.Write("server.py", """
            import socket, time
            server = socket.create_server(('127.0.0.1', 0))
            with open('pid', 'w') as file: file.write(f'{server.getsockname()[1]}\n')
            time.sleep(100)
            """);
        using var host = Start($"exec /usr/bin/python3 {program}");
        var port = WaitForNumber(trial.Folder.PathOf("pid"));
        Kill("KILL", [host.Id]);
        Assert.True(host.WaitForExit(TimeSpan.FromSeconds(30)));

        WaitFor(() => CanListen(port));
    }

    private static bool CanListen(int port)
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private Process Start(string script)
    {
        string[] arguments = [CommandHost.Argument, trial.Folder.FullPath, "/bin/sh", "-c", script];
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("It could not be started.");
    }

    private static void Kill(string signal, int[] processes)
    {
        using var kill = Process.Start("/bin/kill", [$"-{signal}", .. processes.Select(process => $"{process}")]);
        kill.WaitForExit();
    }

    private static int WaitForNumber(string path)
    {
        WaitFor(() => File.Exists(path) && File.ReadAllText(path).EndsWith('\n'));
        return int.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture);
    }

    private static void WaitFor(Func<bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); Thread.Sleep(20))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "It did not come to that in 30 s.");
        }
    }
}
