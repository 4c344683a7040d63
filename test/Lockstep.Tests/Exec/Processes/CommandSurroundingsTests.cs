namespace Lockstep.Tests.Exec.Processes;

public sealed class CommandSurroundingsTests : IDisposable
{
    private readonly Trial trial = new();

    public void Dispose() => trial.Dispose();

    [Fact]
    public void Variables_are_set_changed_and_removed()
    {
        Trial.Run(trial.Start("/bin/sh", "-c", "echo \"$LOCKSTEP_A|${HOME-none}|${PATH:+path}\"") with
        {
            Environment = new Dictionary<string, string?> { ["LOCKSTEP_A"] = "a value = with all\n😀", ["HOME"] = null },
        });

        Assert.Equal("a value = with all\n😀|none|path\n", trial.Printed);
    }

    [Fact]
    public void The_program_is_looked_for_on_the_commands_own_path()
    {
        var script = trial.Folder.Write("bin/trainer", "#!/bin/sh\necho found\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var end = Trial.Run(trial.Start("trainer") with { Environment = new Dictionary<string, string?> { ["PATH"] = "/nowhere:bin" } });

        Assert.Equal(("found\n", trial.Folder.PathOf("bin/trainer")), (trial.Printed, end.Program));
    }

    [Fact]
    public void Addresses_of_memory_are_the_same_in_each_run()
    {
        var seen = Enumerable.Range(0, 4).Select(_ => Addresses(isFixed: true)).ToHashSet();

        Assert.Single(seen);
        Assert.True(Enumerable.Range(0, 4).Select(_ => Addresses(isFixed: false)).Distinct().Count() > 1);
    }

    [Fact]
    public void Whether_addresses_are_fixed_is_said()
    {
        Assert.True(trial.Run("/bin/true").AddressesFixed);
        Assert.False(Trial.Run(trial.Start("/bin/true") with { FixedAddresses = false }).AddressesFixed);
    }

    [Fact]
    public void Signals_are_neither_blocked_nor_ignored_for_the_command()
    {
        trial.Shell("grep -E '^Sig(Blk|Ign)' /proc/self/status");

        // HUP, INT and QUIT (the last three bits) are ignored where whoever runs the tests does so, as a shell in the background.
        Assert.Matches("^SigBlk:\t0{16}\nSigIgn:\t0{15}[0-7]\n$", trial.Printed);
    }

    [Fact]
    public void A_command_may_change_its_folder_clear_its_environment_and_become_another_program()
    {
        var end = trial.Shell("cd / && exec env -i /bin/sh -c 'pwd; env | wc -l; kill -TERM $$'");

        Assert.StartsWith("/\n", trial.Printed, StringComparison.Ordinal);
        Assert.Equal("SIGTERM", end.Signal);
    }

    [Fact]
    public void Many_commands_at_once_each_have_their_own_end()
    {
        var ends = Enumerable.Range(0, 12).AsParallel().WithDegreeOfParallelism(6).Select(i =>
        {
            using var own = new Trial();
            return own.Shell($"echo {i}; exit {i}").ExitCode * 1000 + int.Parse(own.Printed, System.Globalization.CultureInfo.InvariantCulture);
        }).Order().ToArray();

        Assert.Equal(Enumerable.Range(0, 12).Select(i => i * 1001), ends);
    }

    private string Addresses(bool isFixed)
    {
        using var own = new Trial();
        Trial.Run(own.Start("/usr/bin/python3", "-c", "print(id(object()), id([]), [id(object()) for _ in range(3)])") with
        {
            FixedAddresses = isFixed,
            Folder = trial.Folder.FullPath,
            Environment = new Dictionary<string, string?> { ["PYTHONHASHSEED"] = "0" },
        });
        return own.Printed;
    }
}
