using System.Diagnostics;
using Lockstep.Exec.Processes;

namespace Lockstep.Tests.Exec.Processes;

public sealed class CommandTreeTests : IDisposable
{
    private readonly Trial trial = new();

    public void Dispose() => trial.Dispose();

    [Fact]
    public void A_daemon_that_outlives_its_command_is_found_ended_and_named()
    {
        var mark = Mark();
        var daemon = $"setsid env -i sleep 100.{mark} & until [ \"$(cat /proc/$!/comm)\" = sleep ]; do sleep 0.02; done";
        var end = Trial.Run(trial.Start("/bin/sh", "-c", daemon) with { Grace = TimeSpan.FromMilliseconds(200) });

        var left = Assert.Single(end.Outlived);
        Assert.Equal(("sleep", $"100.{mark}", false), (left.Arguments[0], left.Arguments[1], left.Killed));
        Assert.Equal($"1 process outlived the command and was ended: sleep 100.{mark}", Assert.Single(end.Notices));
        Assert.Empty(Marked(mark));
    }

    [Fact]
    public void What_ends_by_itself_soon_after_is_left_alone()
    {
        var end = trial.Shell("(sleep 0.2; echo late) &");

        Assert.Equal("late\n", trial.Printed);
        Assert.Empty(end.Outlived);
    }

    [Fact]
    public void A_daemon_that_ignores_SIGTERM_is_killed()
    {
        var mark = Mark();
        var end = Trial.Run(
            trial.Start("/bin/sh", "-c", $"trap '' TERM; sleep 100.{mark} & sleep 0.1") with
            {
                Grace = TimeSpan.FromMilliseconds(100),
                Patience = TimeSpan.FromMilliseconds(300),
            }
        );

        Assert.True(Assert.Single(end.Outlived).Killed);
        Assert.Empty(Marked(mark));
    }

    [Fact]
    public void A_cancellation_ends_the_command_and_all_that_it_started()
    {
        var mark = Mark();
        var clock = Stopwatch.StartNew();
        var end = Cancelled($"sleep 100.{mark} & setsid sleep 100.{mark} & sleep 100.{mark}");

        Assert.Equal(("SIGTERM", "SIGTERM"), (end.Signal, end.Interrupted));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20));
        Assert.Empty(Marked(mark));
    }

    [Fact]
    public void A_command_may_end_in_its_own_way_when_it_is_cancelled()
    {
        var end = Cancelled("trap 'echo saved; exit 7' TERM; echo ready; while :; do sleep 0.05; done");

        Assert.Equal((7, "SIGTERM"), (end.ExitCode, end.Interrupted));
        Assert.EndsWith("saved\n", trial.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_that_ignores_its_cancellation_is_killed_when_its_time_is_over_and_that_is_said()
    {
        var mark = Mark();
        var end = Cancelled($"trap '' TERM; sleep 100.{mark} & while :; do sleep 0.05; done");

        Assert.Equal("SIGKILL", end.Signal);
        Assert.Equal("The command did not end within 2 s of SIGTERM, and was killed with all that it had started.", Assert.Single(end.Notices));
        Assert.Empty(Marked(mark));
    }

    [Fact]
    public void A_stopped_command_can_be_cancelled() => Assert.Equal("SIGTERM", Cancelled("kill -STOP $$").Signal);

    [Fact]
    public void Processes_that_multiply_are_all_ended()
    {
        var mark = Mark();
        Cancelled(
            $"""
            f() (sleep 100.{mark} & sleep 0.02; f & sleep 0.02)
            i=0; while [ $i -lt 40 ]; do setsid sh -c 'trap "" TERM; sleep 100.{mark}' & i=$((i+1)); done; f; wait
            """);

        Assert.Empty(Marked(mark));
    }

    /// <summary>Runs a script and cancels it half a second after its start.</summary>
    private CommandEnd Cancelled(string script)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromMilliseconds(700));
        return CommandProcess.Run(trial.Start("/bin/sh", "-c", script), stop.Token);
    }

    private string Mark() => Marks.New(trial.Folder.FullPath);

    private static IEnumerable<string> Marked(string mark) => Marks.Of(mark);
}
