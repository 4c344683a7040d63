using CliWrap.Buffered;
using Lockstep.Runs;

namespace Lockstep.Cli.Tests;

/// <summary>Variables that draws follow from, where the user sets them: of the lock, and brought back by a rerun.</summary>
public sealed class SeedVariablesTests
{
    private const string Python = "/usr/bin/python3";

    [Theory]
    [InlineData("PYTHONHASHSEED", "")]
    [InlineData("PYTHONHASHSEED", "--no-inject")]
    [InlineData("PERL_HASH_SEED", "")]
    public async Task A_seed_that_the_user_set_is_locked_and_set_again_whatever_is_set_by_then(string name, string inject)
    {
        using var place = new Workplace();
        File.WriteAllText(place.PathOf("sets.py"), "open('made.txt', 'w').write(str(set('abcdefgh')))\n");
        File.WriteAllText(place.PathOf("sets.pl"), "my %h = map { $_ => 1 } 'a'..'z'; open(my $f, '>', 'made.txt'); print $f join(' ', keys %h);\n");
        string[] command = name == "PYTHONHASHSEED" ? [Python, "sets.py"] : ["perl", "sets.pl"];
        string[] exec = ["exec", .. inject.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        await RunAsync(place, name, "7", 0, [.. exec, "--name", "seven", "--", .. command]);
        await RunAsync(place, name, "1", 0, [.. exec, "--name", "one", "--", .. command]);
        await RunAsync(place, name, "3", 0, ["rerun", "seven", "--name", "under-three"]);
        await RunAsync(place, name, null, 0, ["rerun", "seven", "--name", "under-none"]);
        var diff = await RunAsync(place, name, null, 1, ["diff", "seven", "one"]);

        Assert.Equal(LockIdOf(place, "seven"), LockIdOf(place, "under-three"));
        Assert.Equal(LockIdOf(place, "seven"), LockIdOf(place, "under-none"));
        Assert.NotEqual(LockIdOf(place, "seven"), LockIdOf(place, "one"));
        Assert.Contains($"Randomness: variables.{name}", diff, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_that_the_user_did_not_set_is_Locksteps_whatever_is_set_by_the_time_of_a_rerun()
    {
        using var place = new Workplace();
        await RunAsync(place, "PYTHONHASHSEED", null, 0, ["exec", "--name", "one", "--", Python, "-c", "open('made.txt', 'w').write(str(set('abcdefgh')))"]);
        await RunAsync(place, "PYTHONHASHSEED", "9", 0, ["rerun", "one", "--name", "two"]);

        Assert.Equal(LockIdOf(place, "one"), LockIdOf(place, "two"));
    }

    private static string? LockIdOf(Workplace place, string run) => RunFolder.Open(place.PathOf($"runs/{run}")).ReadRecord().LockId;

    private static async Task<string> RunAsync(Workplace place, string name, string? value, int exitCode, string[] arguments)
    {
        var result = await place.Lockstep(arguments)
            .WithEnvironmentVariables(variables => variables.Set("XDG_CACHE_HOME", place.PathOf("cache")).Set(name, value))
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == exitCode, result.StandardOutput + result.StandardError);
        return result.StandardOutput;
    }
}
