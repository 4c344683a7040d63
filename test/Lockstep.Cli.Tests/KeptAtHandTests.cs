namespace Lockstep.Cli.Tests;

/// <summary>A rerun writes over no file of yours that nothing else holds.</summary>
public sealed class KeptAtHandTests
{
    [Fact]
    public async Task What_was_made_since_in_the_place_of_an_output_stays_and_the_rerun_is_made_beside_it()
    {
        using var place = new Workplace();
        await place.ShellAsync("""
            git init -q .; git config user.name a; git config user.email a@b; printf 'runs/\ncache/\n*.txt\nrecipe.yaml\n' > .gitignore
            printf 'mkdir -p out; echo one > out/model.txt; echo two > b.txt\n' > run.sh; git add -A; git commit -qm one
            """);
        var run = await place.RunAsync("exec", "--name", "one", "--", "sh", "run.sh");
        Assert.True(run.ExitCode == 0, run.StandardError);
        var same = await place.RunAsync("rerun", "one");
        await place.ShellAsync("echo mine > out/model.txt");
        var beside = await place.RunAsync("rerun", "one");

        Assert.Contains("the tree at hand is the recorded code", same.StandardError, StringComparison.Ordinal);
        Assert.Contains("the tree at hand holds out/model.txt, which the command writes over", beside.StandardError, StringComparison.Ordinal);
        Assert.Contains("identical", beside.StandardError, StringComparison.Ordinal);
        Assert.Equal("mine\n", File.ReadAllText(place.PathOf("out/model.txt")));
        Assert.Equal(0, (await place.RunAsync("rerun", "one", "--here")).ExitCode);
        Assert.Equal("one\n", File.ReadAllText(place.PathOf("out/model.txt")));
    }
}
