using CliWrap.Buffered;

namespace Lockstep.Cli.Tests;

public sealed class VerbosityTests
{
    [Fact]
    public async Task People_are_told_percent_points_and_units_in_the_last_place_only_where_they_ask()
    {
        using var place = new Workplace().WithDigits(perClass: 4);
        await place.JsonAsync(0, "train", "recipe.yaml", "--name", "a");
        await place.JsonAsync(0, "train", "recipe.yaml", "--set", "train.lr=0.02", "--name", "b");
        var plain = (await place.RunAsync("diff", "a", "b")).StandardOutput;
        var verbose = (await place.RunAsync("diff", "a", "b", "-v")).StandardOutput;
        Assert.Matches(@"valAccuracy: [0-9.]+ %  \|  [0-9.]+ %  \([0-9.]+ percent points\)", plain);
        Assert.Matches(@"trainLoss: [0-9.]{1,8}  \|  [0-9.]{1,8}  \([0-9.]+ %\)\n", plain);
        Assert.DoesNotContain("ulp", plain, StringComparison.Ordinal);
        Assert.Matches(@"trainLoss: [0-9.]{12,}  \|  [0-9.]{12,}  \([0-9]+ ulp, [0-9.e-]+ relative\)\n", verbose);
        Assert.Matches(@"weights: .*, [0-9]+ ulp\), the most in", verbose);
    }

    [Fact]
    public async Task Quiet_leaves_the_answer_of_a_command_on_stderr_and_nothing_else()
    {
        using var place = new Workplace();
        string[] command = ["sh", "-c", "echo out; echo 1 >> made.txt"];
        var first = await place.RunAsync(["exec", "-q", "--name", "a", "--", .. command]);
        var again = await place.RunAsync("rerun", "a", "-q", "--here");
        var json = await place.RunAsync("rerun", "a", "-q", "--here", "--json");

        Assert.Equal((0, "out\n"), (first.ExitCode, first.StandardOutput));
        Assert.Equal(["run", "folder", "lock", "result"], FirstWords(first.StandardError));
        Assert.Equal((1, "out\n"), (again.ExitCode, again.StandardOutput));
        Assert.Equal(["run", "folder", "lock", "result", "verdict"], FirstWords(again.StandardError).Take(5));
        Assert.Contains("verdict    diverged from a", again.StandardError, StringComparison.Ordinal);
        Assert.Equal(1, json.ExitCode);
        Assert.Equal(["out"], FirstWords(json.StandardError));
    }

    [Fact]
    public async Task Quiet_leaves_what_code_diff_says_beside_its_patch()
    {
        using var place = new Workplace();
        await place.ShellAsync("""
            git init -q inner; git -C inner -c user.name=a -c user.email=a@b commit -q --allow-empty -m one
            git init -q outer; cd outer; git -c protocol.file.allow=always submodule --quiet add "$PWD/../inner" inner
            git -c user.name=a -c user.email=a@b commit -qm one
            """);
        await place.ShellAsync($"cd outer; dotnet '{Workplace.Program}' exec -q --name a -- true");
        await place.ShellAsync($"""
            cd outer/inner; git -c user.name=a -c user.email=a@b commit -q --allow-empty -m two; cd ..
            git -c user.name=a -c user.email=a@b commit -qam two; dotnet '{Workplace.Program}' exec -q --name b -- true
            """);
        var result = await place.Lockstep("code", "diff", "a", "b", "-q").WithWorkingDirectory(place.PathOf("outer"))
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("inner", result.StandardError, StringComparison.Ordinal);
    }

    private static string[] FirstWords(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).Where(word => word != "warning:")];
}
